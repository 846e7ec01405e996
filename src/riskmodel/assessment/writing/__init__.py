"""An assessment as JSON text, put together from parts that are written once.

The models of `assessment.message` define what an assessment says; a test holds the text to be what
they would write. Nine tenths of it are the same for every household of an area on a day: names,
sources, parameters. To build seven hundred objects and write them all anew took most of the time
of an answer.
"""
