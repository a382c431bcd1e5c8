"""What is measured, side by side in one run; never part of the tests. Texts are made up, the same in every run."""
