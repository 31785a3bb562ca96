from django.urls import path

from everyday.portfolio.views import certificates, editing, items, shared, verification

app_name = "portfolio"
urlpatterns = [
    path("portfolio/", editing.portfolio_edit, name="portfolio-edit"),
    path("portfolio/about/", editing.about_update, name="about-update"),
    path("portfolio/share/", editing.portfolio_share, name="portfolio-share"),
    path("portfolio/unshare/", editing.portfolio_unshare, name="portfolio-unshare"),
    path("portfolio/preview/", editing.portfolio_preview, name="portfolio-preview"),
    path("portfolio/items/add/", items.item_add, name="item-add"),
    path("portfolio/items/restore/", items.item_restore, name="item-restore"),
    path("portfolio/items/<int:item_id>/", items.item_update, name="item-update"),
    path("portfolio/items/<int:item_id>/move/", items.item_move, name="item-move"),
    path("portfolio/items/<int:item_id>/remove/", items.item_remove, name="item-remove"),
    path("portfolio/items/<int:item_id>/drawings/<slug:name>.json", items.item_drawing, name="item-drawing"),
    path("portfolio/items/<int:item_id>/files/<path:path>", items.item_file, name="item-file"),
    path("p/<str:key>/", shared.portfolio_detail, name="shared-detail"),
    path("p/<str:key>/<int:item_id>/drawings/<slug:name>.json", shared.shared_drawing, name="shared-drawing"),
    path("p/<str:key>/<int:item_id>/files/<path:path>", shared.shared_file, name="shared-file"),
    path("certificate/", certificates.certificate_detail, name="certificate-detail"),
    path("certificate/issue/", certificates.certificate_issue, name="certificate-issue"),
    path("certificate/rename/", certificates.certificate_rename, name="certificate-rename"),
    path("certificate/withdraw/", certificates.certificate_withdraw, name="certificate-withdraw"),
    path("certificate/news/", certificates.certificate_news, name="certificate-news"),
    path("verify/", verification.code_enter, name="code-enter"),
    path("verify/<str:code>/", verification.certificate_verify, name="certificate-verify"),
]
