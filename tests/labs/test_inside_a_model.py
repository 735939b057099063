"""The lab inside a model: one unit and the next character are the model's, typed text is admitted, ranks are what they say."""

import importlib

import numpy as np
import pytest
from support.hands import button, from_the_page, play

from rnnlab import labs
from rnnlab.language import character_model, small_model, text

module = importlib.import_module("rnnlab.labs.inside_a_model")


@pytest.fixture(scope="module")
def other():
    return character_model.init(text.Vocabulary("abc ~"), 3, cell="lstm", seed=4)


def picture(lab):
    return lab._measure(**lab.settings).picture


def test_the_picture_is_what_the_model_computes(lab):
    model = small_model.trained()
    prompt = "Mira went to the bench"
    lab.set(prompt=prompt, step=9, unit=4, temperature=0.5)
    reading = character_model.states(model, prompt)
    place = int(np.argsort(-module.informative(model), kind="stable")[3])
    shown = picture(lab)
    np.testing.assert_allclose(shown["coloured"]["values"], reading.H[:, place])
    logits = reading.logits[8].astype(float)
    shares = np.exp(2 * (logits - logits.max()))
    shares /= shares.sum()
    best = model.vocabulary.encode("".join(shown["next"]["letters"]))
    np.testing.assert_allclose(shown["next"]["shares"], shares[best])
    np.testing.assert_allclose(shown["next"]["plain_shares"], reading.probabilities[8][best])
    assert lab.readings["probability"] == round(shares.max(), 3)
    assert lab.readings["value"] == round(reading.H[8, place], 3)
    assert lab.readings["entropy"] == round(-(shares * np.log(shares)).sum(), 3)


def test_the_letters_stay_when_the_temperature_moves(lab):
    before = picture(lab)["next"]["letters"]
    for temperature in (0.0, 0.3, 2.0):
        lab.set(temperature=temperature)
        assert picture(lab)["next"]["letters"] == before
    assert lab.readings["probability"] < 1
    lab.set(temperature=0.0)
    assert lab.readings["probability"] == 1
    assert lab.readings["entropy"] == 0
    assert "as unsure as between 1.0 equally likely ones" in lab.summary


def test_what_a_unit_tells_is_the_difference_that_it_makes(other):
    written = character_model.sample(other, " ", module.HEARD, rng=np.random.default_rng(0))
    reading = character_model.states(other, written)
    expected = []
    for unit in range(3):
        H = reading.H.copy()
        H[:, unit] = H[:, unit].mean()
        without = character_model.softmax(H @ other.model.readout.W_hy + other.model.readout.b_y)
        expected.append((reading.probabilities * np.log(reading.probabilities / without)).sum(axis=1).mean())
    np.testing.assert_allclose(module.informative(other), expected, rtol=1e-4, atol=1e-9)


def test_the_ranking_falls(lab):
    told = module.informative(small_model.trained())
    scores = told[picture(lab)["units"]["units"]]
    assert (np.diff(scores) <= 0).all()
    for unit in (1, 7, 48):
        lab.set(unit=unit)
        assert lab.readings["informative"] == round(scores[unit - 1], 4)
        assert f"number {unit} of 48 by what it tells" in lab.summary


def test_all_units_are_shown_and_those_that_answer_to_the_stretch(lab):
    lab.set(step=23, length=4, threshold=0.4)
    shown, H = picture(lab)["units"], character_model.states(small_model.trained(), lab.settings["prompt"]).H
    np.testing.assert_array_equal(shown["H"], H)
    on = [unit for unit in range(48) if (H[19:23, unit] > 0.4).all() or (H[19:23, unit] < -0.4).all()]
    assert sorted(shown["units"][shown["answering"]]) == on
    assert lab.readings["answering"] == len(on) > 3
    assert f"{len(on)} units are on all through the stretch." in lab.summary
    assert [itself for _, itself, _ in picture(lab)["elsewhere"]["places"]][:2] == ["hird", "hird"]


def test_a_stretch_is_no_longer_than_what_was_read(lab):
    lab.set(step=2, length=9)
    assert lab.error is None
    assert lab.settings["length"] == 9
    assert picture(lab)["units"]["length"] == 2
    lab.set(threshold=1.0)
    assert lab.readings["answering"] == lab.readings["elsewhere"] == 0
    assert picture(lab)["elsewhere"]["places"] == []


def test_it_goes_on_writing_where_it_has_read_to(lab):
    lab.set(step=11, temperature=0.0)
    rng = np.random.default_rng(0)
    wanted = character_model.sample(small_model.trained(), "The keeper ", module.WRITTEN, temperature=0.0, rng=rng)
    assert picture(lab)["written"]["text"] == wanted


def test_what_is_typed_is_read_to_its_end(lab):
    for typed in ("a", "The keeper of the third bridge", "The"):
        from_the_page(lab.controls["prompt"], typed)
        assert lab.error is None
        assert lab.settings["step"] == len(typed)
    lab.set(prompt="The lamp", step=4)
    assert lab.settings["step"] == 4


def test_another_model_can_be_looked_into(other):
    lab = labs.inside_a_model(model=other, prompt="abc abc", step=3)
    assert lab.error is None
    assert lab.controls["unit"].max == 3
    np.testing.assert_allclose(
        picture(lab)["coloured"]["values"],
        character_model.states(other, "abc abc").H[:, np.argmax(module.informative(other))],
        rtol=1e-6,
    )
    for name in module.PRESETS:
        button(lab, name).click()
        assert lab.settings["unit"] <= 3


def test_the_start_prompt_may_be_strange_to_a_model():
    model = character_model.init(text.Vocabulary("中文"), 2)
    lab = labs.inside_a_model(model=model, prompt="中文")
    assert lab.error is None
    lab.set(prompt="hello")
    assert str(lab.error) == "The model knows none of these characters: 'h', 'e', 'l', 'o'. It knows '中', '文'."


@pytest.mark.parametrize("model", ["text", 3, ("a", "b")])
def test_a_model_must_be_one(model):
    with pytest.raises(TypeError, match=r"^model must be a rnnlab"):
        labs.inside_a_model(model=model)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "The prompt is empty."), ("y" * 10_000, "The prompt has 10,000 letters, and at most 48"), ("中", "knows none")],
)
def test_what_cannot_be_read_is_answered_and_the_picture_stays(lab, typed, words):
    before = lab.png, lab.readings, lab.summary
    from_the_page(lab.controls["prompt"], typed)
    assert words in str(lab.error)
    assert (lab.png, lab.readings, lab.summary) == before


def test_strangers_are_reported_and_mapped(lab):
    lab.set(prompt="Höllow €", step=80)
    assert picture(lab)["coloured"]["text"] == "Hollow "
    assert lab.settings["step"] == 7
    assert picture(lab)["coloured"]["replaced"] == {1}
    assert "The model does not know all that was typed: it reads 'ö' as 'o', '€' as nothing." in lab.summary


def test_what_is_typed_is_shown_as_text(lab):
    lab.set(prompt="a <img src=x onerror=alert(1)>")
    assert lab.error is None
    assert "<img" not in lab._words.value


def test_the_end_of_a_line_has_a_sign():
    model = small_model.trained()
    lab = labs.inside_a_model(model=model, prompt='said. "Yes."\nThe', step=13)
    assert lab.error is None
    assert "¶" in picture(lab)["coloured"]["heading"]
    assert "\n" not in lab.summary


def test_the_clock_stops_at_the_end_of_the_prompt(lab):
    player = play(lab)
    lab.set(prompt="the bell", step=7)
    player.playing = True
    from_the_page(player, 8)
    assert player.playing
    from_the_page(player, 9)
    assert lab.settings["step"] == 8
    assert not player.playing


def test_clicks_read_write_and_choose_a_unit(lab):
    coloured, following, units = (lab.view.panels[name] for name in ("coloured", "next", "units"))
    lab.set(**coloured.at(coloured.spots[0].x[6], coloured.spots[0].y[6]))
    assert lab.settings["step"] == 7
    lab.set(**units.at(6.5, 1 - 4.5 / 48))
    assert (lab.settings["unit"], lab.settings["step"]) == (5, 7)
    assert following.at(following.spots[0].x[1], 20) == {}  # more is typed than read
    lab.set(prompt="The kee")
    _, _, letter = following.letters.items[1]
    lab.set(**following.at(following.spots[0].x[1], 20))
    assert lab.settings["prompt"] == "The kee" + letter
    assert lab.settings["step"] == 8
    assert coloured.says(coloured.spots[0].x[7], coloured.spots[0].y[7]).split(": ")[
        1
    ] == f"{lab.readings['value']:+.2f}".replace("-", "−")


@pytest.mark.parametrize("name", module.PRESETS)
def test_a_preset_is_a_button(lab, name):
    button(lab, name).click()
    assert lab.error is None
    assert lab.settings == module.PRESETS[name] | {"path": ""}


def test_the_code_names_the_model_that_was_given():
    model = character_model.init(text.Vocabulary.of("abc"), 5, seed=3)
    lab = labs.inside_a_model(model=model, prompt="abc", step=3)
    again = eval(lab.code(), {"labs": labs, "model": model})
    assert again.readings == lab.readings
    assert "model" not in labs.inside_a_model().code().split("(")[1]
