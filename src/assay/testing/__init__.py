"""testing: fakes and suites, for our tests and for those of plug-in authors.

`sources` holds the suite that every source must pass and a source that says what it is
told to; `stores` a store in memory whose steps fail when asked to.
"""
