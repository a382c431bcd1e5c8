"""What became of one incident (事件分析报告): its curve, who said what, what we did; message, picture, file."""
