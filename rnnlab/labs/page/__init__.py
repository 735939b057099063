"""What a notebook needs beside its laboratories: predictions, the package's source, the machine check."""
