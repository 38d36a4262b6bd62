"""LTI 1.3 Advantage: this site as a tool of the school's learning platform.

The protocol is pylti1p3next's (OpenID Connect login, messages, names and roles, grades); how it is held to what it
leaves open stands in `protocol`. `arrivals` says what becomes of who comes, `picking` makes links to quizzes, `names`
reads a course's list, `keys` are ours.
"""
