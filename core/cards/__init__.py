"""What a card shows (卡片): its text, its keys, its private views; decided here, drawn by `jobs.deliver`."""
