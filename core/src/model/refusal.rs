//! Refusals of providers, in all the shapes they come in: which of our errors they are.

use crate::document::{Value, parse_number};
use crate::json;
use crate::model::error::{ModelError, ModelErrorCode, Parameter};
use crate::model::retry::retry_after;

/// The error that a response with an error status stands for, whatever its body is.
pub(super) fn of_response(status: u16, headers: &[(String, String)], body: Option<&Value>) -> ModelError {
    let said = body.map(Said::read).unwrap_or_default();
    let mut error = said.error(Some(status));
    let should = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("x-should-retry"));
    // What waiting cannot mend stays so: a gateway's header does not bring credit.
    if error.code != ModelErrorCode::Billing {
        match should.map(|(_, value)| value.as_str()) {
            Some("true") => error.retryable = true,
            Some("false") => error.retryable = false,
            _ => {}
        }
    }
    if body.is_some_and(is_quota_of_a_day) {
        error.retryable = false;
    }
    if error.retryable {
        error.retry_after_ms = retry_after(headers).or_else(|| retry_delay(body?));
    }
    error
}

impl ModelError {
    /// The error that a server's refusal stands for which a function of the app met: its status, if it came with one, its headers and its
    /// body (or what is known of it).
    pub fn of_server(status: Option<u16>, headers: &[(String, String)], body: &str) -> Self {
        let value = json::read(body.as_bytes());
        let error = match status {
            Some(status) => of_response(status, headers, value.as_ref()),
            None => of_error_event(&value.unwrap_or_default()),
        };
        match error.code {
            // What the function sends is not ours to change.
            ModelErrorCode::ParameterRefused => error.with_code(ModelErrorCode::BadRequest),
            _ => error,
        }
    }
}

/// The error inside a JSON value that came where an answer was expected; `None` if there is none in it.
pub(super) fn of_value(value: &Value) -> Option<ModelError> {
    error_object(value).map(|_| Said::read(value).error(None))
}

/// The error that an event named `error` stands for, whatever its data is.
pub(super) fn of_error_event(value: &Value) -> ModelError {
    Said::read(value).error(None)
}

/// How long Google asks to wait: `"37s"` in one of the details.
fn retry_delay(value: &Value) -> Option<f64> {
    let details = error_object(value)?.get("details")?.as_array()?;
    let delay = details
        .iter()
        .find_map(|detail| detail.get("retryDelay")?.as_str())?;
    let seconds = parse_number(delay.strip_suffix('s')?)?;
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds * 1000.0)
}

/// Whether Google says that what is used up is the quota of a day: its wish to wait some seconds is about another one.
fn is_quota_of_a_day(value: &Value) -> bool {
    let violations = || {
        let details = error_object(value)?.get("details")?.as_array()?;
        details
            .iter()
            .find_map(|detail| detail.get("violations")?.as_array())
    };
    violations().unwrap_or_default().iter().any(|violation| {
        let quota = violation.get("quotaId").and_then(Value::as_str);
        quota.is_some_and(|quota| quota.contains("PerDay"))
    })
}

fn error_object(value: &Value) -> Option<&Value> {
    // Some gateways wrap the object in a list.
    let value = value.as_array().and_then(<[Value]>::first).unwrap_or(value);
    value
        .get("error")
        .filter(|error| !matches!(error, Value::Null | Value::Bool(false)))
}

/// What a server said, in any of the shapes that compatible servers use.
#[derive(Default)]
struct Said<'a> {
    kind: Option<&'a str>,
    code: Option<&'a str>,
    status: Option<u16>,
    param: Option<&'a str>,
    /// The fields that a server which checks requests by a schema (FastAPI) complains about
    places: Vec<&'a str>,
    message: Option<&'a str>,
    /// A closer word that some providers give in the details
    reason: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn read(value: &'a Value) -> Self {
        let error = error_object(value).unwrap_or(value);
        if let Value::String(message) = error {
            return Self {
                message: Some(message),
                ..Self::default()
            };
        }
        let text = |name: &str| {
            error
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let code = error.get("code").or_else(|| error.get("status_code"));
        // Mistral wraps what FastAPI says in its own message.
        let details = error.get("message").and_then(|message| message.get("detail"));
        let details = error.get("detail").or(details);
        let faults = details.and_then(Value::as_array).unwrap_or_default();
        let places = faults.iter().filter_map(|fault| fault.get("loc")?.as_array());
        Self {
            places: places.flatten().filter_map(Value::as_str).collect(),
            // An `error` event of Responses is its own type.
            kind: text("type")
                .filter(|kind| *kind != "error")
                .or_else(|| text("status")),
            code: text("code"),
            status: code
                .and_then(Value::as_i64)
                .or_else(|| text("code")?.parse().ok())
                .and_then(|code| u16::try_from(code).ok())
                .filter(|code| (400..600).contains(code)),
            param: text("param"),
            message: text("message")
                .or_else(|| text("detail"))
                .or_else(|| faults.first()?.get("msg")?.as_str()),
            reason: error.get("details").and_then(|details| match details.as_array() {
                Some(details) => details.iter().find_map(|detail| detail.get("reason")?.as_str()),
                None => details.get("error_code")?.as_str(),
            }),
        }
    }

    fn error(&self, status: Option<u16>) -> ModelError {
        let status = status.or(self.status);
        let refused = self.refused_parameter(status);
        let code = match (self.code_by_words(), refused) {
            (Some(ModelErrorCode::TooLarge) | None, Some(Parameter::OutputTokens)) => {
                ModelErrorCode::ParameterRefused
            }
            (Some(code), _) => code,
            (None, Some(_)) => ModelErrorCode::ParameterRefused,
            (None, None) => status.map_or_else(|| self.code_by_kind(), code_by_status),
        };
        let kind = self.kind.or(self.code).map(str::to_owned);
        let mut error = ModelError::new(code).said(kind, self.message);
        if code == ModelErrorCode::ParameterRefused {
            error.refused = refused;
        }
        error
    }

    /// Words that say more than a status: the same 400 or 429 stands for very different things.
    fn code_by_words(&self) -> Option<ModelErrorCode> {
        use ModelErrorCode::*;
        // Anthropic says it in its message alone, with the status and the word of a bad request.
        let lacks_credit = |message: &str| {
            let message = message.to_ascii_lowercase();
            [
                "credit balance is too low",
                "insufficient credit",
                "insufficient balance",
            ]
            .iter()
            .any(|words| message.contains(words))
        };
        if self.message.is_some_and(lacks_credit) {
            return Some(Billing);
        }
        if let Some(code) = self.message.and_then(code_by_sentence) {
            return Some(code);
        }
        let words = || [self.reason, self.code, self.kind].into_iter().flatten();
        // Google says the same of a minute that is used up.
        let asks_to_pay =
            |message: &str| message.contains("check your plan and billing") && !message.contains("retry in");
        if self.message.is_some_and(asks_to_pay)
            && !words().any(|word| word == "RESOURCE_EXHAUSTED" || word.contains("rate_limit"))
        {
            return Some(Billing);
        }
        words().find_map(|word| {
            Some(match word {
                "insufficient_quota"
                | "billing_error"
                | "billing_hard_limit_reached"
                | "billing_not_active"
                | "insufficient_balance"
                | "insufficient_credits"
                | "payment_required"
                | "credit_balance_exhausted"
                | "organization_spend_limit_exceeded"
                | "project_spend_limit_exceeded"
                | "organization_usage_limit_exceeded"
                | "enforced_spend_limit_reached"
                | "BILLING_DISABLED" => Billing,
                "invalid_api_key" | "API_KEY_INVALID" | "authentication_error" | "UNAUTHENTICATED" => Auth,
                "context_length_exceeded" | "request_too_large" | "string_above_max_length" => TooLarge,
                "content_filter" | "content_policy_violation" | "content_filter_error" => ContentFiltered,
                "model_not_found" => NotFound,
                _ => return None,
            })
        })
    }

    /// For errors that come within a stream, without a status.
    fn code_by_kind(&self) -> ModelErrorCode {
        use ModelErrorCode::*;
        let has = |part: &str| {
            [self.code, self.kind]
                .into_iter()
                .flatten()
                .any(|word| word.contains(part))
        };
        if has("rate_limit") || has("slow_down") || has("RESOURCE_EXHAUSTED") {
            RateLimited
        } else if has("overloaded") || has("unavailable") || has("UNAVAILABLE") {
            Overloaded
        } else if has("timeout") || has("DEADLINE") {
            Timeout
        } else if has("permission") || has("PERMISSION") {
            Forbidden
        } else if has("not_found") || has("NOT_FOUND") {
            NotFound
        } else if has("invalid_") || has("FAILED_PRECONDITION") || has("INVALID_ARGUMENT") {
            BadRequest
        } else {
            ServerError
        }
    }

    /// Whether the room for the answer is more than there is, and not only the prompt too long.
    fn wants_shorter_answers(&self) -> bool {
        let answer = [
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "maxoutputtokens",
            "max_new_tokens",
            "num_predict",
            "completion tokens",
            "in the completion",
            "output tokens",
        ];
        let size = [
            "too large",
            "at most",
            "less than or equal",
            "must be <=",
            "maximum",
            "exceed",
            "reduce",
        ];
        self.message.is_some_and(|message| {
            let message = message.to_ascii_lowercase();
            let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
            says(&answer) && says(&size)
        })
    }

    fn refused_parameter(&self, status: Option<u16>) -> Option<Parameter> {
        if !matches!(status, Some(400 | 404 | 405 | 415 | 422 | 500 | 501)) {
            return None;
        }
        let names = |words: &[&str]| {
            let inside =
                |text: Option<&str>| text.is_some_and(|text| words.iter().any(|word| text.contains(word)));
            inside(self.param) || inside(self.message) || self.places.iter().any(|place| inside(Some(place)))
        };
        if self.wants_shorter_answers() {
            Some(Parameter::OutputTokens)
        } else if names(&[
            "response_format",
            "json_schema",
            "response format",
            "tructured output",
            "output_config",
            "output_format",
            "output format",
            "esponseJsonSchema",
            "esponse_json_schema",
            "esponse_mime_type",
            "esponseMimeType",
            "text.format",
            "does not support format",
        ]) {
            Some(Parameter::ResponseFormat)
        } else if names(&[
            "ystem role",
            "ystem message",
            "'system'",
            "\"system\"",
            "`system`",
        ]) {
            Some(Parameter::SystemRole)
        } else if names(&["prompt_cache_key"]) {
            Some(Parameter::PromptCacheKey)
        } else if names(&["stream_options"]) {
            Some(Parameter::StreamOptions)
        } else if names(&["max_completion_tokens"]) {
            Some(Parameter::MaxCompletionTokens)
        } else {
            None
        }
    }
}

/// What only the sentence says, as several vendors do.
fn code_by_sentence(message: &str) -> Option<ModelErrorCode> {
    let message = message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(&[
        "prompt is too long",
        "input is too long",
        "input token count",
        "maximum context length",
        "available context size",
        "context window of",
        "too large for model with",
        "exceeds the context",
        "exceed context",
        "exceeds the model's context",
        "greater than the context length",
    ]) {
        return Some(ModelErrorCode::TooLarge);
    }
    let barred = [
        "must be verified",
        "location is not supported",
        "region, or territory not supported",
        "cors requests are not allowed",
    ];
    says(&barred).then_some(ModelErrorCode::Forbidden)
}

fn code_by_status(status: u16) -> ModelErrorCode {
    use ModelErrorCode::*;
    match status {
        300..=399 => BadUrl,
        401 => Auth,
        402 => Billing,
        403 => Forbidden,
        404 => NotFound,
        408 | 504 | 524 => Timeout,
        // A conflict is about the moment, not about the request.
        409 => ServerError,
        413 => TooLarge,
        429 => RateLimited,
        503 | 529 => Overloaded,
        500..=599 => ServerError,
        _ => BadRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! json {
        ($($json:tt)+) => {
            crate::json::read(serde_json::json!($($json)+).to_string().as_bytes()).unwrap()
        };
    }

    fn response(status: u16, body: Value) -> ModelError {
        of_response(status, &[], Some(&body))
    }

    /// MOD-8: statuses.
    #[test]
    fn mod_8_statuses() {
        let table = [
            (401, "model.auth", false),
            (402, "model.billing", false),
            (403, "model.forbidden", false),
            (404, "model.not-found", false),
            (408, "model.timeout", true),
            (409, "model.server-error", true),
            (413, "model.too-large", false),
            (422, "model.bad-request", false),
            (429, "model.rate-limited", true),
            (500, "model.server-error", true),
            (502, "model.server-error", true),
            (503, "model.overloaded", true),
            (504, "model.timeout", true),
            (529, "model.overloaded", true),
            (302, "model.bad-url", false),
            (418, "model.bad-request", false),
        ];
        for (status, code, retryable) in table {
            let error = of_response(status, &[], None);
            assert_eq!(
                (error.code.as_str(), error.retryable),
                (code, retryable),
                "{status}"
            );
        }
    }

    /// MOD-8: words weigh more than the status, and shapes differ.
    #[test]
    fn mod_8_bodies() {
        let coded = |code: &str| json!({"error": {"message": "m", "type": "t", "code": code}});
        for (status, code, ours) in [
            (429, "insufficient_quota", "model.billing"),
            (429, "project_spend_limit_exceeded", "model.billing"),
            (400, "context_length_exceeded", "model.too-large"),
            (400, "content_filter", "model.content-filtered"),
            (429, "insufficient_credits", "model.billing"),
            (400, "invalid_api_key", "model.auth"),
            (429, "rate_limit_exceeded", "model.rate-limited"),
        ] {
            assert_eq!(response(status, coded(code)).code.as_str(), ours, "{code}");
        }
        for (body, message) in [
            (json!({"error": "model is loading"}), "model is loading"),
            (
                json!([{"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}]),
                "no",
            ),
            (
                json!({"object": "error", "message": "vllm", "type": "BadRequestError"}),
                "vllm",
            ),
            (json!({"detail": [{"msg": "field required"}]}), "field required"),
            (json!({"detail": "Not Found"}), "Not Found"),
        ] {
            assert_eq!(response(400, body).detail.as_deref(), Some(message));
        }
    }

    /// MOD-8: lack of credit that only the sentence tells, as Anthropic's API does; whatever a gateway's header says.
    #[test]
    fn mod_8_credit_in_words_alone() {
        for (status, message) in [
            (
                400,
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
            ),
            (429, "Insufficient Balance"),
            (403, "insufficient credits"),
        ] {
            let body =
                json!({"type": "error", "error": {"type": "invalid_request_error", "message": message}});
            let header = [("x-should-retry".to_owned(), "true".to_owned())];
            let error = of_response(status, &header, Some(&body));
            assert_eq!(
                (error.code, error.retryable),
                (ModelErrorCode::Billing, false),
                "{message}"
            );
            assert_eq!(
                of_value(&body).map(|error| error.code),
                Some(ModelErrorCode::Billing)
            );
        }
        let other = json!({"error": {"type": "invalid_request_error", "message": "max_tokens is too low"}});
        assert_eq!(response(400, other).code, ModelErrorCode::BadRequest);
    }

    /// MOD-8: a quota that has to be paid for, without a code; Google's quota of a minute is told in the same sentence.
    #[test]
    fn mod_8_quotas_in_words_alone() {
        let message = "You exceeded your current quota, please check your plan and billing details.";
        for body in [
            json!({"error": {"message": message}}),
            json!({"error": {"message": message, "type": "requests", "code": null}}),
            json!({"error": {"message": message, "code": 429}}),
        ] {
            let error = response(429, body);
            assert_eq!((error.code, error.retryable), (ModelErrorCode::Billing, false));
        }
        let later = format!("{message} Please retry in 32.5s.");
        for body in [
            json!({"error": {"message": message, "code": 429, "status": "RESOURCE_EXHAUSTED"}}),
            json!({"error": {"message": message, "code": "rate_limit_exceeded"}}),
            json!({"error": {"message": later, "code": 429}}),
        ] {
            let error = response(429, body);
            assert_eq!((error.code, error.retryable), (ModelErrorCode::RateLimited, true));
        }
    }

    /// MOD-8: what only the sentence tells, in the words of several servers.
    #[test]
    fn mod_8_sentences() {
        let said = |message: &str| {
            response(
                400,
                json!({"error": {"type": "invalid_request_error", "message": message}}),
            )
            .code
            .as_str()
        };
        for message in [
            "prompt is too long: 215000 tokens > 200000 maximum",
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
            "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
            "the request exceeds the available context size, try increasing it",
            "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 \
             tokens, which is not enough: the prompt is greater than the context length",
        ] {
            assert_eq!(said(message), "model.too-large", "{message}");
        }
        for message in [
            "Your organization must be verified to stream this model.",
            "User location is not supported for the API use.",
            "Country, region, or territory not supported",
            "CORS requests are not allowed for this Organization because of its settings",
        ] {
            assert_eq!(said(message), "model.forbidden", "{message}");
        }
    }

    /// MOD-5: too long an answer was asked for.
    #[test]
    fn mod_5_too_many_tokens_for_the_answer() {
        for message in [
            "max_tokens is too large: 16000. This model supports at most 8192 completion tokens, whereas you provided 16000.",
            "max_tokens: 16000 > 8192, which is the maximum allowed number of output tokens for claude-3-5-haiku",
            "This model's maximum context length is 8192 tokens. However, you requested 17000 tokens (1000 in the messages, 16000 in the \
             completion). Please reduce the length of the messages or completion.",
            "`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the `context_window`",
            "`inputs` tokens + `max_new_tokens` must be <= 8193. Given: 1000 `inputs` tokens and 16000 `max_new_tokens`",
        ] {
            let error = response(
                400,
                json!({"error": {"code": "context_length_exceeded", "message": message}}),
            );
            assert_eq!(
                (error.code, error.refused),
                (ModelErrorCode::ParameterRefused, Some(Parameter::OutputTokens)),
                "{message}"
            );
        }
        let old = response(
            400,
            json!({"error": {"message": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}),
        );
        assert_eq!(old.refused, Some(Parameter::MaxCompletionTokens));
    }

    /// MOD-8: what a wait cannot bring back is not waited for.
    #[test]
    fn mod_8_quota_of_a_day() {
        let quota = |id: &str| {
            json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "quota", "details": [
                {"violations": [{"quotaId": id}]}, {"retryDelay": "39s"}]}})
        };
        let day = response(429, quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"));
        assert_eq!(
            (day.code, day.retryable, day.retry_after_ms),
            (ModelErrorCode::RateLimited, false, None)
        );
        let minute = response(429, quota("GenerateRequestsPerMinutePerProjectPerModel"));
        assert_eq!((minute.retryable, minute.retry_after_ms), (true, Some(39_000.0)));
    }

    /// MOD-8: within a stream a number in `code` stands for the status.
    #[test]
    fn mod_8_numbers_in_code() {
        let error = of_value(&json!({"error": {"code": 429, "message": "slow"}})).unwrap();
        assert_eq!(error.code, ModelErrorCode::RateLimited);
        let error = of_value(&json!({"error": {"code": "502", "message": "bad"}})).unwrap();
        assert_eq!(error.code, ModelErrorCode::ServerError);
        assert!(of_value(&json!({"error": null, "choices": []})).is_none());
    }

    /// MOD-5: a refused field is told apart from other bad requests.
    #[test]
    fn mod_5_refused_parameters() {
        let with = |param: Option<&str>, message: &str| {
            response(
                400,
                json!({"error": {"message": message, "type": "invalid_request_error", "param": param}}),
            )
            .refused
        };
        assert_eq!(
            with(Some("response_format"), "Invalid parameter"),
            Some(Parameter::ResponseFormat)
        );
        assert_eq!(
            with(
                None,
                "This model does not support response_format of type json_schema"
            ),
            Some(Parameter::ResponseFormat)
        );
        assert_eq!(
            with(Some("stream_options"), "Unknown"),
            Some(Parameter::StreamOptions)
        );
        assert_eq!(
            with(None, "Unsupported parameter: max_completion_tokens"),
            Some(Parameter::MaxCompletionTokens)
        );
        assert_eq!(with(Some("messages"), "too short"), None);
        // As servers say it that check requests by a schema.
        let forbidden = |fields: &[&str]| {
            let told = fields.iter().map(|field| {
                serde_json::json!({"type": "extra_forbidden", "loc": ["body", field], "msg": "Extra inputs are not permitted", "input": {}})
            });
            response(422, json!({"detail": told.collect::<Vec<_>>()})).refused
        };
        assert_eq!(forbidden(&["stream_options"]), Some(Parameter::StreamOptions));
        assert_eq!(forbidden(&["prompt_cache_key"]), Some(Parameter::PromptCacheKey));
        assert_eq!(
            forbidden(&["seed", "max_completion_tokens"]),
            Some(Parameter::MaxCompletionTokens)
        );
        assert_eq!(forbidden(&["messages"]), None);
        let wrapped = response(
            422,
            json!({"message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]}}),
        );
        assert_eq!(wrapped.refused, Some(Parameter::StreamOptions));
        let said = response(422, json!({"detail": "Unsupported parameter: stream_options"}));
        assert_eq!(said.refused, Some(Parameter::StreamOptions));
        let billing = response(
            429,
            json!({"error": {"message": "response_format", "code": "insufficient_quota"}}),
        );
        assert_eq!(billing.refused, None);
    }

    /// MOD-8: the header decides, but never about billing.
    #[test]
    fn mod_8_should_retry_header() {
        let header = |value: &str| vec![("x-should-retry".to_owned(), value.to_owned())];
        assert!(!of_response(429, &header("false"), None).retryable);
        assert!(of_response(400, &header("true"), None).retryable);
        assert!(!of_response(402, &header("true"), None).retryable);
    }
}
