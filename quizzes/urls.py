"""The addresses of `quizzes`."""

from django.contrib.auth import views as auth
from django.urls import path

from quizzes.views import account, answer_files, attempts, banks, classes, home, monitor, quizzes

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.health, name="health"),
    path("login/", auth.LoginView.as_view(template_name="quizzes/account/login.html"), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="password"),
    path("banks/", banks.banks, name="banks"),
    path("banks/new/", banks.start_bank, name="bank-start"),
    path("banks/<int:bank_id>/", banks.bank, name="bank"),
    path("banks/<int:bank_id>/sharing/", banks.sharing, name="bank-sharing"),
    path("banks/<int:bank_id>/sharing/<int:user_id>/remove/", banks.unshare, name="bank-unshare"),
    path("banks/<int:bank_id>/duplicates/", banks.duplicates, name="bank-duplicates"),
    path("questions/", banks.questions, name="questions"),
    path("banks/<int:bank_id>/notes/", banks.add_notes, name="bank-notes"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:class_id>/", classes.school_class, name="class"),
    path("join/", classes.join, name="join"),
    path("quizzes/", quizzes.quizzes, name="quizzes"),
    path("quizzes/new/", quizzes.new_quiz, name="quiz-new"),
    path("quizzes/<int:quiz_id>/", quizzes.quiz, name="quiz"),
    path("quizzes/<int:quiz_id>/edit/", quizzes.edit_quiz, name="quiz-edit"),
    path("quizzes/<int:quiz_id>/publish/", quizzes.publish, name="quiz-publish"),
    path("quizzes/<int:quiz_id>/unpublish/", quizzes.unpublish, name="quiz-unpublish"),
    path("quizzes/<int:quiz_id>/duplicate/", quizzes.duplicate, name="quiz-duplicate"),
    path("quizzes/set/<int:assignment_id>/times/", quizzes.times, name="assignment-times"),
    path("quizzes/set/<int:assignment_id>/monitor/", monitor.monitor, name="monitor"),
    path("quizzes/set/<int:assignment_id>/monitor/act/", monitor.act, name="monitor-act"),
    path("quizzes/set/<int:assignment_id>/monitor/late/", monitor.late, name="monitor-late"),
    path("sit/<int:assignment_id>/", attempts.cover, name="cover"),
    path("sit/<int:assignment_id>/start/", attempts.start, name="attempt-start"),
    path("attempts/<int:attempt_id>/", attempts.paper, name="paper"),
    path("attempts/<int:attempt_id>/hand-in/", attempts.hand_in, name="hand-in"),
    path("attempts/<int:attempt_id>/go-on/", attempts.go_on, name="attempt-continue"),
    path("attempts/<int:attempt_id>/file/", answer_files.answer_file, name="answer-file"),
    path("attempts/<int:attempt_id>/receipt/", attempts.receipt, name="receipt"),
]
