"""The machinery of pictures: a view and its panels, letters, squares, colours."""
