"""Levels of response: what the machine can honestly say about essays that a person levels. It knows no Django.

`generic` has grids to begin from; the grid itself is part of a mark scheme and is read by the engine. `traits` counts
what can be counted in a script; `proposing` ranks a pile by a fixed formula, and from ten levelled scripts on says
which two levels a script is likely to get; `ordering` says which to level next and which to look at again; `guards`
says what to look at before anything: off the topic, copied, repeated, a list; `copies` finds what two scripts share;
`anchors` keeps a comment at its passage.
"""
