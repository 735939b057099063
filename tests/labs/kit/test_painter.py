"""What paints a lab's picture in the page: it is told which one, and lies over it."""

from rnnlab import labs
from rnnlab.labs.kit import painter


def test_a_lab_has_a_painter_of_its_own_picture_before_it_in_the_same_box():
    lab = labs.hidden_state()
    (row, *_) = lab.children
    one, picture, *_ = row.children[1].children
    assert isinstance(one, painter.Painter)
    assert one.source is picture
    assert bytes(picture.value) == lab.png
    assert one.get_state()["source"] == f"IPY_MODEL_{picture.model_id}"
    lab.close()
    assert one.comm is None
