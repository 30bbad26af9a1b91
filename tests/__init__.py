"""The test suite. It is a package so that no other package called tests can stand in its place."""
