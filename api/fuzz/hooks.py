"""What schemathesis has to know of this API beside its document.

`api/tests/fuzz.rs` has it loaded. FUZZ_API_URL is where the server listens, and FUZZ_API_COUNTS the file to write how
often each operation answered what.
"""

import atexit
import collections
import datetime
import itertools
import os
import re
import uuid

import requests
import schemathesis
from hypothesis import strategies as st

BASE = os.environ["FUZZ_API_URL"]
numbers = itertools.count(1)
answers = collections.Counter()


def send(method, path, token=None, **body):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, BASE + path, json=body, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def sign_up():
    return send("POST", "/v1/users", email=f"{uuid.uuid4()}@example.com", name="Fuzz")


def make_provider():
    values = {"name": f"Fuzz {next(numbers)}", "endpoint": "https://models.example.com", "api_key": "key"}
    return send("POST", "/v1/providers", USER["token"], **values)["id"]


def make_token():
    return send("POST", "/v1/tokens", USER["token"], label="Fuzz")["id"]


# The user of the whole run, with rows that are there from the first request on.
USER = sign_up()
PROVIDER = make_provider()
TOKEN = send("GET", "/v1/tokens", USER["token"])["items"][0]["id"]
CHAT = send("POST", "/v1/chats", USER["token"], title="First", provider_id=PROVIDER)["id"]
send("POST", f"/v1/chats/{CHAT}/messages", USER["token"], role="user", content="Hello")


# What the format leaves open and the API does not: an endpoint is reached over HTTP and has no credentials.
schemathesis.openapi.format(
    "uri",
    st.builds(
        "{}://{}{}".format,
        st.sampled_from(["http", "https"]),
        st.from_regex(r"\A[a-z][a-z0-9]{0,9}(\.[a-z]{2,5}){0,2}(:[1-9][0-9]{0,3})?\Z"),
        st.from_regex(r"\A(/[A-Za-z0-9._~-]{0,20}){0,3}(\?[a-z]=[a-z%20]{0,9})?\Z"),
    ),
)


@schemathesis.auth()
class Bearer:
    def get(self, case, context):
        return USER["token"]

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"


UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The ids of tokens that an answer has told.
told = set()
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d.*")
EXPIRES = f"{datetime.date.today().year + 5}-01-01T00:00:00Z"
KEY = re.compile(r'[!#-~]{16,255}|"[!#-~]{16,255}"')


def is_uuid(value):
    try:
        return isinstance(value, str) and bool(uuid.UUID(value))
    except ValueError:
        return False


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts in what no schema can say where something else that is valid stands: ids of the caller's rows, a time to come.

    What is not valid stays, so that it is refused.
    """
    path = case.operation.path
    if path == "/v1/users/{user_id}" and is_uuid(case.path_parameters.get("user_id")):
        user = USER
        if case.method == "DELETE" and case.headers.get("Authorization") == f"Bearer {USER['token']}":
            # Who deletes the own user ends the token, and with it the run: another one is made for that.
            user = sign_up()
            case.headers["Authorization"] = f"Bearer {user['token']}"
        case.path_parameters["user_id"] = user["id"]
        # What the schema takes for a confirmation is any text.
        if isinstance((case.query or {}).get("confirm"), str):
            case.query["confirm"] = user["email"]
    # What the run needs is spared.
    if case.method == "DELETE" and case.path_parameters.get("provider_id") == PROVIDER:
        case.path_parameters["provider_id"] = make_provider()
    if path == "/v1/tokens/{token_id}":
        token = case.path_parameters.get("token_id")
        # Nobody guesses an id, and few cases have one from another answer.
        invented = is_uuid(token) and token not in told and next(numbers) % 2
        if case.method == "DELETE" and (invented or token == TOKEN):
            case.path_parameters["token_id"] = make_token()
        elif invented:
            case.path_parameters["token_id"] = TOKEN
    if path.startswith("/v1/chats") and isinstance(case.body, dict) and is_uuid(case.body.get("provider_id")):
        case.body["provider_id"] = PROVIDER
    if path == "/v1/tokens" and isinstance(case.body, dict) and TIME.fullmatch(str(case.body.get("expires_at"))):
        case.body["expires_at"] = EXPIRES
    # A key that came with another request is a 422, which no schema can say either: each is used once.
    key = case.headers.get("Idempotency-Key")
    if key and KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = f'"{next(numbers):020}"' if key.startswith('"') else f"{next(numbers):020}"


@schemathesis.hook
def after_call(context, case, response):
    answers[case.method, case.operation.path, response.status_code] += 1
    if case.operation.path.startswith("/v1/tokens"):
        told.update(UUID.findall(response.text))


@atexit.register
def write():
    with open(os.environ["FUZZ_API_COUNTS"], "w") as file:
        for (method, path, status), count in sorted(answers.items(), key=str):
            print(count, status, method, path, sep="\t", file=file)
