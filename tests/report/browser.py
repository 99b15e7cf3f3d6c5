"""Drives a report in a headless browser, as readers do: reads it without its script, searches, sorts, opens what a row rests on
by the keyboard, prints it, and has it looked over for what keeps people from reading it.

    browser.py CHROMIUM AXE REPORT

REPORT is that of tests/report/browser.ffq on the shipped example. AXE is axe-core's script, or `-` to do without. Prints what is
wrong, one a line, and ends with 1 where anything is.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

chromium, axe, report = sys.argv[1:]
address = Path(report).resolve().as_uri()
wrong = []


def check(holds, what):
    if not holds:
        wrong.append(what)


def page(browser, width=1280, scheme="light", script=True):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script, bypass_csp=False
    )
    opened = context.new_page()
    opened.on("console", lambda message: check(False, f"the console says: {message.text}"))
    opened.on("pageerror", lambda error: check(False, f"the script fails: {error}"))
    opened.on("request", lambda request: check(is_own(request.url), f"it fetches {request.url}"))
    opened.goto(address)
    return opened


def is_own(url):
    return url.startswith((address, "data:image/svg+xml"))


def column(opened, at):
    rows = opened.locator("#q1-table tbody:not([hidden]) tr:first-child")
    return [cell.strip() for cell in rows.locator(f"> :nth-child({at + 2})").all_inner_texts()]


def folded(text):
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def without_script(browser):
    opened = page(browser, script=False)
    check(opened.locator("#q1 .tools").is_hidden(), "tools that do nothing are shown")
    opened.locator("#q2 tr.why summary").first.click()
    check(opened.locator("#q2 mark").first.is_visible(), "a row does not open without the script")


def searching(browser):
    opened = page(browser)
    rows = opened.locator("#q1-table tbody:visible")
    status = opened.locator("#q1 .status")
    count = rows.count()
    opened.get_by_label("Search").first.fill("UMEROV")
    status.filter(has_text="rows").wait_for()
    check(rows.count() == 1, f"{rows.count()} rows are found by a name")
    check(status.inner_text() == f"1 of {count} rows", f"the status says {status.inner_text()!r}")
    opened.get_by_label("Search").first.press("Escape")
    check(rows.count() == count, "Escape does not show all rows again")
    opened.get_by_label("Search").first.fill("military intelligence")
    status.filter(has_text="rows").wait_for()
    check(rows.count() == 1, "words of a quote are not found")


def sorting(browser):
    opened = page(browser)
    for at, expected in ((0, "names"), (1, "numbers"), (2, "dates")):
        heading = opened.locator("#q1-table thead th").nth(at + 1)
        before = column(opened, at)
        heading.get_by_role("button").press("Enter")
        upwards = column(opened, at)
        check(heading.get_attribute("aria-sort") == "ascending", f"{expected}: aria-sort is not ascending")
        heading.get_by_role("button").press("Space")
        downwards = column(opened, at)
        check(heading.get_attribute("aria-sort") == "descending", f"{expected}: aria-sort is not descending")
        if expected == "numbers":
            stated = sorted((text for text in before if not text.startswith("–")), key=float)
        else:
            stated = sorted((text for text in before if not text.startswith("–")), key=folded)
        check([text for text in upwards if not text.startswith("–")] == stated, f"{expected} upwards: {upwards}")
        # Rows that are equal stay in their order, whichever way.
        check([text for text in downwards if not text.startswith("–")] == stated[::-1], f"{expected} downwards: {downwards}")
        for rows in (upwards, downwards):
            nothing = [text.startswith("–") for text in rows]
            check(nothing == sorted(nothing), f"{expected}: nothing is not last: {rows}")
        heading.get_by_role("button").click()
        check(column(opened, at) == before, f"{expected}: the third time does not bring the answer's order back")


def by_keyboard(browser):
    opened = page(browser)
    opened.keyboard.press("Tab")
    check(opened.evaluate("document.activeElement.className") == "skip", "the first stop does not skip to the answers")
    opened.keyboard.press("Enter")
    check(opened.evaluate("document.activeElement.id") == "answers", "skipping does not lead to the answers")
    summary = opened.locator("#q2 tr.why summary").first
    summary.focus()
    check(opened.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "the focus is not seen")
    opened.keyboard.press("Enter")
    check(opened.locator("#q2 blockquote").first.is_visible(), "a row does not open by the keyboard")
    opened.locator("#q1 [data-open]").click()
    check(opened.locator("#q1 tr.why details:not([open])").count() == 0, "not all rows are open")
    opened.locator("#q1 [data-close]").click()
    check(opened.locator("#q1 tr.why details[open]").count() == 0, "not all rows are closed")


def printing(browser, script):
    opened = page(browser, script=script)
    opened.emulate_media(media="print")
    quote = opened.locator("#q2 blockquote").first
    # Without its script, a closed row is opened by the style alone.
    if script:
        opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    check(quote.bounding_box() is not None and quote.bounding_box()["height"] > 0, f"a quote is not printed (script: {script})")
    check(opened.locator("nav").is_hidden(), "the contents are printed")
    check(len(opened.pdf(format="A4")) > 20_000, "there is hardly anything on paper")


def on_a_telephone(browser):
    opened = page(browser, width=360)
    check(opened.evaluate("document.documentElement.scrollWidth") <= 360, "the page is wider than a telephone")
    label = opened.evaluate("getComputedStyle(document.querySelector('#q1-table td[data-label]'), '::before').content")
    check("age" in label, f"a value on a telephone does not say what it is: {label}")


def pictures(browser):
    opened = page(browser)
    broken = "Array.from(document.images).filter(image => !image.complete || !image.naturalWidth).length"
    check(opened.locator("img").count() > 0, "there is no picture")
    check(opened.evaluate(broken) == 0, "a picture is broken")


def accessible(browser):
    source = Path(axe).read_text()
    for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light")):
        opened = page(browser, width=width, scheme=scheme)
        opened.locator("#q1 [data-open]").click()
        opened.evaluate(source)
        found = opened.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        for violation in found:
            if violation["impact"] in ("serious", "critical"):
                places = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
                check(False, f"{violation['impact']} at {width} {scheme}: {violation['help']}: {places}")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    without_script(browser)
    searching(browser)
    sorting(browser)
    by_keyboard(browser)
    printing(browser, script=True)
    printing(browser, script=False)
    on_a_telephone(browser)
    pictures(browser)
    if axe != "-":
        accessible(browser)
    browser.close()

print("\n".join(wrong))
sys.exit(1 if wrong else 0)
