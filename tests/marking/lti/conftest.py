"""The platform and its registration, for all tests of LTI."""

from tests.quizzes.lti.platforms import platform, there

__all__ = ["platform", "there"]
