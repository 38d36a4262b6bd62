"""The class as a second opinion: how likely a person would change a mark, from everybody's answers to one question.

The engine marks each answer alone. What all the others wrote to the same question says more, and is looked at here,
beside the marks and never touching one. It knows nothing of Django.

`seen` is an answer as it was marked; `likeness` compares answers; `traits` says what makes a mark doubtful; `weights`
turns that into a chance; `belief` learns from what people decide; `forming` puts them together; `order` says which
group comes next and what is sent; `reasons` says why in words; `phrases` finds wordings that the scheme doesn't know;
`alarms` finds what is wrong with a scheme; `outlook` estimates what is left.
"""
