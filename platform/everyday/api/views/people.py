"""Who asks, and how a program signs in."""

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from everyday.api.requests import user_of
from everyday.api.serializers import MeSerializer, TokenRequestSerializer, TokenSerializer


class TokenThrottle(AnonRateThrottle):
    """Passwords are not to be guessed here."""

    scope = "token"
    rate = "20/min"


class MeView(APIView):
    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Whose token this is."""
        return Response(MeSerializer(user_of(request)).data)


class TokenView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [TokenThrottle]

    @extend_schema(operation_id="token_create", request=TokenRequestSerializer, responses=TokenSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Your API token, for `Authorization: Token …`. The same one each time, until you make a new one in the settings."""
        given = TokenRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request, **given.validated_data)
        if user is None:
            raise ValidationError("Unable to sign in with these credentials.", code="credentials")
        token, _ = Token.objects.get_or_create(user=user)
        return Response(TokenSerializer({"token": token.key}).data)
