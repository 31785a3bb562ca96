"""One's own portfolio and certificate, and whether a certificate is genuine. Reading only: choosing is done on the pages."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from everyday.api.requests import user_of
from everyday.api.serializers import CertificateSerializer, PortfolioSerializer, VerificationSerializer
from everyday.portfolio import selectors


class VerificationThrottle(AnonRateThrottle):
    """As for the page: enough for a classroom, too few to try codes."""

    scope = "verification"
    rate = "60/min"


class PortfolioView(APIView):
    @extend_schema(operation_id="portfolio_retrieve", responses=PortfolioSerializer)
    def get(self, request: Request) -> Response:
        """Your portfolio: what you chose to show, and the key of its shared page. 404 before you first opened it."""
        portfolio = selectors.portfolio_of(user_of(request))
        if portfolio is None:
            raise Http404
        return Response(PortfolioSerializer(portfolio).data)


class CertificateView(APIView):
    @extend_schema(operation_id="certificate_retrieve", responses=CertificateSerializer)
    def get(self, request: Request) -> Response:
        """Your certificate, if one stands."""
        certificate = selectors.standing_certificate(user_of(request))
        if certificate is None:
            raise Http404
        return Response(CertificateSerializer(certificate).data)


class VerificationView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [VerificationThrottle]

    @extend_schema(operation_id="certificates_verify", responses=VerificationSerializer, auth=[])
    def get(self, request: Request, code: str) -> Response:
        """What a certificate's code stands for. Its contents are given only while it is valid."""
        found = selectors.verify(code)
        valid = found.certificate if found.is_valid else None
        return Response(VerificationSerializer({"verdict": found.verdict, "code": found.code, "certificate": valid}).data)
