"""The numbers behind a lab's picture, in a table that is folded away: the other way to what a picture shows."""

import html

import ipywidgets as widgets


class Numbers(widgets.VBox):
    """A button and, while it is pressed, the lab's readings with words for what each is."""

    def __init__(self, lab):
        self.lab = lab
        look = {"tooltip": "the numbers behind the picture", "layout": widgets.Layout(width="auto", margin="0")}
        self.button = widgets.ToggleButton(description="numbers", **look)
        self.table = widgets.HTML(layout=widgets.Layout(display="none"))
        self.button.observe(lambda change: self.show(), "value")
        super().__init__([self.button, self.table])
        self.add_class("rnnlab-numbers")

    def show(self):
        """Write the table anew if it is open: folded away it costs nothing."""
        self.table.layout.display = None if self.button.value else "none"
        if self.button.value:
            self.table.value = _table(self.lab.words, self.lab.readings)


def _table(words, readings):
    rows = (
        f'<tr><th scope="row">{html.escape(words.get(name, name))}</th><td>{value:.6g}</td><td><code>{name}</code></td></tr>'
        for name, value in readings.items()
    )
    head = "<tr><th>what it is</th><th>number</th><th>its name in <code>readings</code></th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"
