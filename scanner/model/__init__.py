"""Records that the stages of a scan hand on. They do not change and know nothing of the stages.

Plain records are named tuples and not frozen data classes: making the class takes a seventh of the time, and all of
them are made at every start of the command.
"""
