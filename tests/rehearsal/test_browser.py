from __future__ import annotations

from querschnitt.rehearsal.browser import read_fields

PAGE = """
<form method="post" id="page" action="/page/you">
<input type="hidden" name="at" value="a&amp;b"><input type="hidden" name="__shown__" value="sex age[2] note">
<input type="radio" name="sex" value="f" id="sex-1"><input type="radio" name="sex" value="m" checked>
<p class="error" id="age.2-error">Wrong</p>
<input id="age-field" name="age[2]" value="17&quot;" type="text" inputmode="numeric">
<textarea id="wish-field" name="wish" rows="6">
Mehr &lt;Grün&gt;</textarea>
<select name="rank__place__a"><option value="">–</option><option value="1" selected>1</option>
<option value="2">2</option></select>
<button name="go" value="next">Weiter</button>
</form>
"""


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    fields = read_fields(PAGE)
    assert fields.hidden == {"at": "a&b", "__shown__": "sex age[2] note"}
    assert fields.shown == ("sex", "age[2]", "note")
    assert fields.offered == {"sex": {"f", "m"}, "rank__place__a": {"", "1", "2"}}
    assert fields.filled == {
        "sex": ("m",),
        "age[2]": ('17"',),
        "wish": ("Mehr <Grün>",),
        "rank__place__a": ("1",),
    }


def test_an_error_is_found_at_its_question() -> None:
    assert read_fields(PAGE).wrong == {"age[2]"}
