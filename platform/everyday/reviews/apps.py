from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "everyday.reviews"
    label = "reviews"
