"""Drawing people from a register: allocation, planned precision, designs, reproducible selection."""
