"""One place that mutate breaks: the file, the text there (once), what it becomes, and the tests that should notice first."""

import re

VO = "sdk/include/lotbridge/vo/"
# Without the minute in which every order of a deduction is played.
RELAY, ORDERS = "unit:relay:-DeductOrders.*", "unit:relay:DeductOrders.*"


class Mutation:
    def __init__(self, name, file, before, after, *tests):
        self.name, self.file, self.before, self.after, self.tests = name, file, before, after, tests

    @property
    def slug(self):
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())
