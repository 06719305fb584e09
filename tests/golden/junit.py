#!/usr/bin/env python3
"""Fails when a JUnit file is not well-formed or its sums, names or elements are not what CI servers read.

usage: junit.py FILE
"""

import sys
import xml.etree.ElementTree as ElementTree

RESULTS = {"failure": "failures", "error": "errors", "skipped": "skipped"}
wrong = []
root = ElementTree.parse(sys.argv[1]).getroot()
names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
if root.tag != "testsuites" or not names:
    wrong.append("no test suites")
if len(names) != len(set(names)):
    wrong.append("two cases have one name")
for suite in root:
    if [child.tag for child in suite][0] != "properties":
        wrong.append("properties do not come first")
    cases = suite.findall("testcase")
    sums = {"tests": len(cases)} | {attribute: len(suite.findall(f"testcase/{tag}")) for tag, attribute in RESULTS.items()}
    for attribute, number in sums.items():
        if suite.get(attribute) != str(number):
            wrong.append(f"{suite.get('name')}: {attribute} is {suite.get(attribute)}, counted {number}")
    for case in cases:
        if len(case) != 1 or case[0].tag not in RESULTS | {"system-out": ""}:
            wrong.append(f"{case.get('name')}: {[child.tag for child in case]}")
print("\n".join(wrong))
sys.exit(bool(wrong))
