from django.urls import path

from everyday.learning.views import front, lessons, quizzes, weeks

app_name = "learning"
urlpatterns = [
    path("", front.home, name="home"),
    path("today/", front.today_detail, name="today"),
    path("plan/", weeks.plan_list, name="plan"),
    path("weeks/<int:number>/", weeks.week_detail, name="week-detail"),
    path("weeks/<int:number>/days/<int:day>/", weeks.day_detail, name="day-detail"),
    path("weeks/<int:number>/days/<int:day>/tick/", weeks.day_tick, name="day-tick"),
    path("weeks/<int:number>/lessons/<slug:slug>/", lessons.lesson_detail, name="lesson-detail"),
    path("weeks/<int:number>/lessons/<slug:slug>/progress/", lessons.lesson_progress, name="lesson-progress"),
    path("weeks/<int:number>/quiz/", quizzes.quiz_take, name="quiz-take"),
    path("weeks/<int:number>/review/", quizzes.review_take, name="review-take"),
    path("quiz/<str:item_id>/", quizzes.quiz_answer, name="quiz-answer"),
]
