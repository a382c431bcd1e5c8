"""What is watched (监测源): its health, what is said of it, how a lead changes it."""
