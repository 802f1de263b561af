"""What the exercises share whose answer is a network: networks as data, what one runs, symptoms."""
