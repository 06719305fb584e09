"""Each check prints a line; the last one is the sum."""
import os
import re
import subprocess
import sys
import tempfile
import time

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import accessible
import made
import matrix
from browser import PAPERS, SIZES, Browser

passed = failed = 0


def expect(what, holds, seen=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print("ok" if holds else "not ok", what, "" if holds else str(seen)[:2000], flush=True)


def shown(browser):
    return browser.run("return [...document.querySelectorAll('tr.finding')].filter(f => f.checkVisibility()).length")


def told(browser):
    return browser.run("return document.querySelector('.tools output').textContent")


def search_for(browser, words):
    box = browser.driver.find_element(By.NAME, "search")
    box.clear()
    box.send_keys(words)
    browser.run("document.querySelector('.tools').dispatchEvent(new Event('input'))")


def check_opening(browser, page):
    browser.open(page)
    requests = browser.requests()
    expect("nothing but the file is asked for", requests == ["file://" + page], requests)
    complaints = browser.complaints()
    expect("the browser complains of nothing", not complaints, complaints)
    for attempt in ("new Image().src = 'http://192.0.2.1/x.png'", "fetch('http://192.0.2.1/').catch(() => 0)",
                    "const s = document.createElement('script'); s.textContent = 'window.injected = 1'; document.body.append(s)",
                    "const p = document.createElement('p'); p.setAttribute('style', 'color: red'); document.body.append(p)"):
        browser.run(attempt)
    expect("no script gets in from elsewhere", browser.run("return window.injected === undefined"))
    refused = [line for line in browser.complaints() if "Content Security Policy" in line]
    expect("the policy refuses images, connections, scripts and styles", len(refused) >= 4, refused)


def check_filters(browser, page):
    browser.open(page)
    everything = shown(browser)
    expect("all findings are shown at first", everything > 10 and told(browser) == f"All {everything} findings listed here are shown.", told(browser))
    search_for(browser, "mode-02 10.20.16.12")
    some = shown(browser)
    texts = browser.run("return [...document.querySelectorAll('tr.finding')].filter(f => f.checkVisibility()).map(f => f.textContent + f.nextElementSibling.textContent)")
    expect("search leaves what holds all words", 0 < some < everything and all("10.20.16.12" in text for text in texts), texts)
    expect("how many is told to who cannot see it", told(browser) == f"{some} of the {everything} findings listed here are shown.", told(browser))
    rules = browser.run("return [...document.querySelectorAll('#findings ~ .rule')].filter(r => r.checkVisibility()).length")
    expect("rules without such findings are hidden", rules == 1, rules)
    search_for(browser, "no such words")
    expect("search can leave nothing", shown(browser) == 0 and told(browser).startswith("0 of"))
    search_for(browser, "")
    for box in browser.driver.find_elements(By.NAME, "severity"):
        if box.get_attribute("value") != "low":
            box.send_keys(Keys.SPACE)
    severities = browser.run("return [...document.querySelectorAll('tr.finding')].filter(f => f.checkVisibility()).map(f => f.dataset.severity)")
    expect("the keyboard chooses severities", severities and set(severities) == {"low"}, severities)
    for box in browser.driver.find_elements(By.NAME, "severity"):
        if box.get_attribute("value") != "low":
            box.send_keys(Keys.SPACE)
    site = browser.driver.find_element(By.NAME, "site")
    site.send_keys("MX1")
    sites = browser.run("return [...document.querySelectorAll('tr.finding')].filter(f => f.checkVisibility()).map(f => f.dataset.site)")
    expect("a site can be chosen", sites and set(sites) == {"MX1"} and len(sites) < everything, sites)


def column(browser, n):
    return browser.run("return [...document.querySelector('table.findings').querySelectorAll('tr.finding')].map(r => r.cells[arguments[0]].textContent)", n)


def check_sorting(browser, page):
    browser.open(page)
    before = column(browser, 0)
    button = browser.driver.find_element(By.CSS_SELECTOR, "table.findings th:nth-child(1) button")
    button.send_keys(Keys.ENTER)
    up = [int(text[1:]) for text in column(browser, 0)]
    expect("Enter on a column's head sorts by it", up == sorted(up) and len(up) == len(before) > 2, up)
    button.send_keys(Keys.SPACE)
    down = [int(text[1:]) for text in column(browser, 0)]
    expect("and again the other way", down == up[::-1], down)
    state = browser.run("return document.querySelector('table.findings th').getAttribute('aria-sort')")
    expect("how it is sorted is told", state == "descending", state)
    browser.driver.find_element(By.CSS_SELECTOR, "table.findings th:nth-child(4) button").send_keys(Keys.ENTER)
    servers = column(browser, 3)
    numbers = [[int(part) for part in re.findall(r"\d+", text)] for text in servers if ":" not in text.split(":", 1)[1]]
    expect("addresses are sorted by their numbers", numbers == sorted(numbers) and len(numbers) > 2, servers)


def check_keyboard(browser, page):
    browser.open(page)
    body = browser.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    first = browser.run("const e = document.activeElement, r = e.getBoundingClientRect(); return [e.className, e.hash, r.left >= 0, r.width]")
    expect("Tab comes to the link past the header first, which is then seen", first[:3] == ["skip", "#content", True] and first[3] > 40, first)
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    expect("it leads to the content", browser.run("return document.activeElement.id") == "content")
    unseen = browser.run("""
        const unseen = [];
        for (const e of document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')) {
            if (!e.checkVisibility()) continue;
            e.focus({focusVisible: true});
            const s = getComputedStyle(e);
            if (document.activeElement !== e || s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2) unseen.push(e.outerHTML.slice(0, 99));
        }
        return unseen""")
    expect("everything that can be used can be focused, and the focus is seen", not unseen, unseen)


def check_sizes(browser, page, keep):
    for size in SIZES:
        browser.resize(size)
        for scheme in ("light", "dark"):
            browser.prefer(color_scheme=scheme)
            browser.open(page)
            if keep:
                browser.picture(f"{keep}/report-{size}-{scheme}.png")
        wide = browser.run("return [document.documentElement.scrollWidth, innerWidth]")
        expect(f"nothing is wider than a {size}", wide[0] <= wide[1], wide)
        cut = browser.run("return [...document.querySelectorAll('p, dd, h1, h2, h3, .cards tbody td, .cards tbody th')].filter(e => e.checkVisibility()"
                          " && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML.slice(0, 150))")
        expect(f"no text is cut off on a {size}", not cut, cut)
    browser.resize("desktop")
    browser.prefer()


def check_print(browser, page, folder, keep):
    browser.open(page)
    whys = browser.run("return [...document.querySelectorAll('tr.why p:first-child')].map(p => p.textContent)")
    rows = browser.run("return [...document.querySelectorAll('details td.num')].length")
    for paper in PAPERS:
        pdf = f"{keep or folder}/report-{paper}.pdf"
        browser.print_to(pdf, paper)
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        flat = re.sub(r"\s+", "", text)
        missing = [why for why in whys if re.sub(r"\s+", "", why)[:60] not in flat]
        expect(f"each of {len(whys)} reasons is on {paper}", whys and not missing, missing)
        pages = text.split("\f")[:-1]
        numbered = sum(bool(re.search(rf"\b{n} / {len(pages)}\b", one)) for n, one in enumerate(pages, 1))
        expect(f"the {len(pages)} pages of {paper} are numbered", numbered == len(pages), numbered)
        expect(f"what is folded on the screen is open on {paper}", rows > 0 and len(re.findall(r"\d\d:00:00Z? +\d+ +\d+ +\d+ +\d+", text)) * 4 >= rows, rows)
        expect(f"tools are not printed on {paper}", "Search" not in text)
        headless = [n for n, one in enumerate(pages, 1) if re.search(r"^ *#\d+ ", one, re.M)
                    and not re.search(r"First seen", one[:re.search(r"^ *#\d+ ", one, re.M).start()])]
        expect(f"the first finding of every page of {paper} stands below heads", not headless, headless)
        if keep:
            subprocess.run(["pdftoppm", "-r", "60", "-png", pdf, pdf[:-4]], check=True)


def check_without_scripts(page):
    with_scripts, without = Browser(), Browser(scripts=False)
    try:
        texts = []
        for browser in (with_scripts, without):
            browser.open(page)
            browser.evaluate("document.querySelector('.tools').remove()")
            texts.append(re.sub(r"\s+", " ", browser.evaluate("document.querySelector('main').innerText")))
        ran = without.evaluate("document.querySelector('.sort') !== null")
        expect("without scripts none runs", not ran)
        expect("without scripts everything can be read", texts[0] == texts[1] and len(texts[0]) > 5000, [len(text) for text in texts])
    finally:
        with_scripts.close()
        without.close()


def check_many(browser, program, folder):
    database, page = folder + "/many.db", folder + "/many.html"
    made.of_samples(program, database)
    made.add_findings(database, 100000)
    begin = os.times()
    made.report(program, database, page)
    end = os.times()
    took = end.children_user + end.children_system - begin.children_user - begin.children_system
    expect(f"a report of 100,000 findings is written in {took:.2f} s of CPU", took < 3, took)
    expect("it is below 5 MB", os.path.getsize(page) < 5000000, os.path.getsize(page))
    begin = time.monotonic()
    browser.open(page)
    loaded = time.monotonic() - begin
    own = browser.run("const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd")
    expect(f"it opens in {loaded:.2f} s", loaded < 3 and 0 < own < 3000, (loaded, own))
    more = browser.run("return [...document.querySelectorAll('.rule .more')].map(p => p.textContent)")
    expect("what is not shown is counted, with the command that lists it",
           len(more) >= 40 and all("wireaudit report -f csv --run 1 " in text for text in more), more[:2])
    search_for(browser, "made-04")
    some = shown(browser)
    expect("search still works", 0 < some < 1000, some)


def check_hostile(browser, program, folder):
    database, page = folder + "/hostile.db", folder + "/hostile.html"
    made.of_samples(program, database)
    browser.open(folder + "/native.html")
    known = browser.run("return [...new Set([...document.querySelectorAll('*')].map(e => e.tagName))]")
    made.make_hostile(database)
    made.report(program, database, page)
    browser.open(page)
    complaints = browser.complaints()
    expect("a hostile database makes the browser complain of nothing", not complaints, complaints)
    expect("nothing of it runs", browser.run("return window.hacked === undefined"))
    tags = browser.run("return [...new Set([...document.querySelectorAll('*')].map(e => e.tagName))]")
    expect("it brings in no element", set(tags) <= set(known) | {"UL", "LI", "H4"}, set(tags) - set(known))
    expect("the script is ours alone", browser.run("return document.scripts.length") == 1)
    handlers = browser.run("return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.name).filter(n => n.startsWith('on') || n === 'style' || n === 'src')")
    expect("no element has handlers, styles or sources", not handlers, handlers)
    links = browser.run("return [...document.querySelectorAll('a')].map(a => a.protocol).filter(p => p !== 'file:')")
    expect("every link leads to a file", not links, links)
    expect("what was written is shown as text", browser.run("return document.body.innerText.includes('<script>window.hacked = 1; alert(1)</script>')"))
    expect("control characters are shown escaped", browser.run("return !/[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e]/.test(document.body.textContent)"))
    requests = browser.requests()
    expect("nothing is asked for", requests == ["file://" + page], requests)
    wide = browser.run("return [document.documentElement.scrollWidth, innerWidth]")
    expect("long words do not break the page", wide[0] <= wide[1], wide)


def main(program, keep=None):
    with tempfile.TemporaryDirectory() as folder:
        database, page = folder + "/native.db", folder + "/native.html"
        made.of_samples(program, database)
        made.add_hours(database, 30)
        made.report(program, database, page)
        browser = Browser()
        try:
            check_opening(browser, page)
            check_filters(browser, page)
            check_sorting(browser, page)
            check_keyboard(browser, page)
            browser.open(page)
            matrix.check(browser, expect, database, 1)
            accessible.check(browser, expect)
            check_sizes(browser, page, keep)
            check_print(browser, page, folder, keep)
            check_many(browser, program, folder)
            check_hostile(browser, program, folder)
        finally:
            browser.close()
        check_without_scripts(page)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main(*sys.argv[1:]))
