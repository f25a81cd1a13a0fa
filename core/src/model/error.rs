//! What can go wrong with a model call, in words that can be shown.

use crate::engine::ModelFailure;

/// The kinds of failure of a model call. Codes are for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ModelErrorCode {
    /// The key is missing, wrong or expired
    Auth,
    /// The key is right, but may not do this
    Forbidden,
    /// No money, no credit, a spend limit: waiting does not help
    Billing,
    /// Too many requests in a while
    RateLimited,
    /// The provider is too busy
    Overloaded,
    /// The provider broke
    ServerError,
    /// Somebody gave up waiting
    Timeout,
    /// The answer began, then nothing came for too long
    Stalled,
    /// The edit took longer than the app allows, over all tries
    Deadline,
    /// The request is not what the server expects
    BadRequest,
    /// The server does not know a field of the request that can be left out, see [`ModelError::refused`]
    ParameterRefused,
    /// No such model or address
    NotFound,
    /// The prompt is longer than the model takes
    TooLarge,
    /// A filter of the provider stopped the answer
    ContentFiltered,
    /// The model would not do it
    Refused,
    /// The stream ended before the answer did
    Truncated,
    /// The answer reached the limit of its length
    Length,
    /// The answer is longer than the limit
    AnswerTooLarge,
    /// The body is neither an event stream nor the JSON of the provider
    NotAStream,
    /// A part of the stream is not the JSON it should be
    Malformed,
    /// No connection, or it was cut; in a browser also a refusal for lack of CORS headers, or by a policy of the page
    Network,
    /// The machine is offline
    Offline,
    /// The app's own function failed
    App,
    /// The app's function for key, address or headers failed, or gave what cannot be used
    Config,
    /// The base address cannot be used
    BadUrl,
    /// A picture was wanted of a provider that makes none
    NoImages,
    /// A picture was to be shown to a provider that cannot look at any
    Blind,
    /// More is meant than a prompt can show in full
    TargetsTooLarge,
}

impl ModelErrorCode {
    /// All of them, for tables and tests.
    pub const ALL: [Self; 28] = [
        Self::Auth,
        Self::Forbidden,
        Self::Billing,
        Self::RateLimited,
        Self::Overloaded,
        Self::ServerError,
        Self::Timeout,
        Self::Stalled,
        Self::Deadline,
        Self::BadRequest,
        Self::ParameterRefused,
        Self::NotFound,
        Self::TooLarge,
        Self::ContentFiltered,
        Self::Refused,
        Self::Truncated,
        Self::Length,
        Self::AnswerTooLarge,
        Self::NotAStream,
        Self::Malformed,
        Self::Network,
        Self::Offline,
        Self::App,
        Self::Config,
        Self::BadUrl,
        Self::NoImages,
        Self::Blind,
        Self::TargetsTooLarge,
    ];

    /// The code, `model.what`.
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// What happened, for people.
    pub fn message(self) -> &'static str {
        self.words().1
    }

    /// What the person or the app can do about it.
    pub fn suggested_action(self) -> &'static str {
        self.words().2
    }

    /// Whether asking again, unchanged, can help.
    pub fn retryable(self) -> bool {
        use ModelErrorCode::*;
        matches!(
            self,
            RateLimited
                | Overloaded
                | ServerError
                | Timeout
                | Stalled
                | Truncated
                | NotAStream
                | Malformed
                | Network
        )
    }

    /// Whether it would be the same with any other provider.
    pub(crate) fn is_final(self) -> bool {
        use ModelErrorCode::*;
        matches!(self, AnswerTooLarge | Deadline)
    }

    /// Whether the settings or the account are to blame, and not what was asked: the next request would be refused, too.
    pub(crate) fn is_of_settings(self) -> bool {
        use ModelErrorCode::*;
        matches!(self, Auth | Forbidden | Billing | NotFound | Config | BadUrl)
    }

    fn words(self) -> (&'static str, &'static str, &'static str) {
        use ModelErrorCode::*;
        match self {
            Auth => (
                "model.auth",
                "The model provider did not accept the key.",
                "Check the API key in the provider settings.",
            ),
            Forbidden => (
                "model.forbidden",
                "The provider does not allow this with this key.",
                "Check what the key, its organization and this region are allowed, or choose another model.",
            ),
            Billing => (
                "model.billing",
                "The provider refuses for lack of credit.",
                "Check plan and billing at the provider, or use another key.",
            ),
            RateLimited => (
                "model.rate-limited",
                "The provider allows no more requests right now.",
                "Wait a moment and try again.",
            ),
            Overloaded => (
                "model.overloaded",
                "The provider is overloaded.",
                "Wait a moment and try again.",
            ),
            ServerError => (
                "model.server-error",
                "The provider had an error.",
                "Try again; if it stays, choose another provider.",
            ),
            Timeout => (
                "model.timeout",
                "The provider took too long.",
                "Try again, or ask for a smaller change.",
            ),
            Stalled => (
                "model.stalled",
                "The provider stopped in the middle of its answer.",
                "Try again; if it stays, choose another provider.",
            ),
            Deadline => (
                "model.deadline",
                "The model needed longer than an edit may take.",
                "Try again, ask for a smaller change, or choose a faster model.",
            ),
            BadRequest => (
                "model.bad-request",
                "The provider did not understand the request.",
                "Check model and address in the provider settings.",
            ),
            ParameterRefused => (
                "model.parameter-refused",
                "The provider does not know a part of the request.",
                "The request can be sent again without that part.",
            ),
            NotFound => (
                "model.not-found",
                "The provider does not know this model or address.",
                "Check model and address in the provider settings.",
            ),
            TooLarge => (
                "model.too-large",
                "The request is longer than the model takes.",
                "Choose a model with a larger context, or split the document.",
            ),
            ContentFiltered => (
                "model.content-filtered",
                "A content filter of the provider stopped the answer.",
                "Say it in other words.",
            ),
            Refused => (
                "model.refused",
                "The model refused to answer.",
                "Say it in other words.",
            ),
            Truncated => (
                "model.truncated",
                "The connection closed before the answer was complete.",
                "Try again, or ask for a smaller change.",
            ),
            Length => (
                "model.length",
                "The answer was longer than the model may write.",
                "Ask for a smaller change.",
            ),
            AnswerTooLarge => (
                "model.answer-too-large",
                "The answer is larger than the limit.",
                "Ask for a smaller change.",
            ),
            NotAStream => (
                "model.not-a-stream",
                "The answer does not come from a model provider.",
                "Check the address in the provider settings.",
            ),
            Malformed => (
                "model.malformed",
                "The provider sent a stream that cannot be read.",
                "Try again; if it stays, choose another provider.",
            ),
            Network => (
                "model.network",
                "The provider cannot be reached: there is no connection, it does not allow requests from this page (CORS), or a Content-Security-Policy or a plugin manifest forbids them.",
                "Check the connection and the address. The server must allow this page's origin, and `connect-src` of the page or `allowedDomains` of the plugin the server.",
            ),
            Offline => (
                "model.offline",
                "This machine is offline.",
                "Connect, then try again.",
            ),
            App => (
                "model.app",
                "The app's own model function failed.",
                "See the cause.",
            ),
            Config => (
                "model.config",
                "The app's key, address or headers for the provider cannot be used.",
                "See the cause, and correct the provider settings: `apiKey`, `baseUrl`, `headers`.",
            ),
            BadUrl => (
                "model.bad-url",
                "The provider's address cannot be used.",
                "Give an http or https address such as https://api.openai.com/v1, without a user name or key in it, that does not redirect.",
            ),
            NoImages => (
                "model.no-images",
                "This provider makes no images.",
                "Choose a provider with an image model, such as Gemini.",
            ),
            Blind => (
                "model.sees-no-images",
                "This provider cannot look at images.",
                "Choose another provider, or say it in words alone.",
            ),
            TargetsTooLarge => (
                "model.targets-too-large",
                "More is meant than a model can be shown in full.",
                "Point at fewer nodes and ask for one part after the other, or split a long text into several nodes.",
            ),
        }
    }
}

/// A field of the request that some servers do not know and that a request can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Structured output
    ResponseFormat,
    /// The wish for usage figures in the stream
    StreamOptions,
    /// The limit of the answer under its new name
    MaxCompletionTokens,
    /// A message with the role `system`
    SystemRole,
    /// What calls that begin alike are told by
    PromptCacheKey,
    /// So many tokens for the answer: more than the model writes, or has room for beside the prompt
    OutputTokens,
}

/// Longer waits are no advice.
const LONGEST_TOLD_MS: f64 = 86_400_000.0;

/// A model call that failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", code.message())]
pub struct ModelError {
    /// What happened
    pub code: ModelErrorCode,
    /// The provider's own word for it, as sent
    pub kind: Option<String>,
    /// The provider's own message, for the person who debugs: cut to a sane length, anything that looks like a key
    /// blotted out
    pub detail: Option<String>,
    /// Whether asking again, unchanged, can help
    pub retryable: bool,
    /// How long the provider asks to wait, in milliseconds
    pub retry_after_ms: Option<f64>,
    /// Set with [`ModelErrorCode::ParameterRefused`]
    pub refused: Option<Parameter>,
}

impl ModelError {
    /// A failure that the provider said nothing about.
    pub fn new(code: ModelErrorCode) -> Self {
        Self {
            code,
            kind: None,
            detail: None,
            retryable: code.retryable(),
            retry_after_ms: None,
            refused: None,
        }
    }

    /// What the person or the app can do about it; with the time, where the provider says when it may be asked again.
    pub fn suggested_action(&self) -> String {
        match self.retry_after_ms {
            Some(wait) if self.retryable && wait > 0.0 && wait <= LONGEST_TOLD_MS => format!(
                "Try again in {} s, or choose another provider.",
                (wait / 1000.0).ceil() as u64
            ),
            _ => self.code.suggested_action().to_owned(),
        }
    }

    /// The same, known for something else.
    pub(crate) fn with_code(self, code: ModelErrorCode) -> Self {
        Self {
            code,
            retryable: code.retryable(),
            refused: None,
            ..self
        }
    }

    /// The app's own function failed, and said this.
    pub(crate) fn of_app(detail: &str) -> Self {
        Self::new(ModelErrorCode::App).said(None, Some(detail))
    }

    /// What the app gave for a server cannot be used, and why.
    pub(crate) fn of_config(detail: &str) -> Self {
        Self::new(ModelErrorCode::Config).said(None, Some(detail))
    }

    /// So many of the nodes that are meant are not in full in the prompt.
    pub(crate) fn of_targets(clipped: usize, meant: usize) -> Self {
        let detail = format!("{clipped} of the {meant} nodes that are meant cannot be shown in full");
        Self::new(ModelErrorCode::TargetsTooLarge).said(None, Some(&detail))
    }

    /// The provider's own word for it, if that can be shown: never a sentence, which may quote what was sent. Of a function of the
    /// app, what it said.
    pub fn reason(&self) -> Option<&str> {
        if matches!(
            self.code,
            ModelErrorCode::App | ModelErrorCode::Config | ModelErrorCode::TargetsTooLarge
        ) {
            return self.detail.as_deref().filter(|detail| !detail.is_empty());
        }
        let word = |text: &&str| {
            let sign = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
            // No provider's word has many digits; keys have.
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            text.len() <= 64 && text.chars().all(sign) && digits <= 4 && !is_key(text)
        };
        let blocked = self
            .detail
            .as_deref()
            .filter(|_| self.code == ModelErrorCode::ContentFiltered);
        blocked.filter(word).or_else(|| self.kind.as_deref().filter(word))
    }

    /// The same with the provider's word and message.
    pub(super) fn said(mut self, kind: Option<String>, message: Option<&str>) -> Self {
        self.kind = kind.map(|kind| scrub(&kind, 100));
        self.detail = message.map(|message| scrub(message, 500));
        self
    }
}

impl From<ModelFailure> for ModelError {
    fn from(failure: ModelFailure) -> Self {
        Self::new(match failure {
            ModelFailure::Network => ModelErrorCode::Network,
            ModelFailure::Offline => ModelErrorCode::Offline,
            ModelFailure::Timeout => ModelErrorCode::Timeout,
            ModelFailure::App => ModelErrorCode::App,
            ModelFailure::Config => ModelErrorCode::Config,
        })
    }
}

/// Cuts a provider's text and blots out what looks like a key: providers have echoed the key they refused.
fn scrub(text: &str, longest: usize) -> String {
    let mut clean = String::new();
    let mut word = String::new();
    for letter in text.chars().take(longest).chain(['\n']) {
        // Masked keys (`sk-ex****mple`) have asterisks and are safe; so they end a word like blanks do.
        if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.') {
            word.push(letter);
            continue;
        }
        if is_key(&word) {
            clean.push_str("[key]");
        } else {
            clean.push_str(&word);
        }
        word.clear();
        clean.push(if letter.is_control() { ' ' } else { letter });
    }
    clean.pop();
    clean
}

fn is_key(word: &str) -> bool {
    let known = ["sk-", "gsk_", "xai-", "AIza", "key-", "pk-", "eyJ"];
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    (word.len() >= 16 && known.iter().any(|start| word.starts_with(start)))
        || (word.len() >= 32 && digits >= 4 && letters >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-9: codes are unique, in the area `model`, and say what to do.
    #[test]
    fn mod_9_codes_are_unique_and_have_words() {
        let mut codes: Vec<_> = ModelErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        for code in ModelErrorCode::ALL {
            assert!(code.as_str().starts_with("model."));
            assert!(code.message().ends_with('.') && code.suggested_action().ends_with('.'));
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ModelErrorCode::ALL.len());
    }

    /// MOD-67: browsers say of none of these that it was the one.
    #[test]
    fn mod_67_what_keeps_a_request_from_a_page_is_named() {
        let code = ModelErrorCode::Network;
        for cause in ["connection", "CORS", "Content-Security-Policy", "manifest"] {
            assert!(code.message().contains(cause), "{cause}");
        }
        for place in ["origin", "`connect-src`", "`allowedDomains`"] {
            assert!(code.suggested_action().contains(place), "{place}");
        }
    }

    /// MOD-10: no key gets into an error.
    #[test]
    fn mod_10_keys_are_blotted_out() {
        let error = ModelError::new(ModelErrorCode::Auth).said(
            Some("invalid".into()),
            Some("Incorrect API key provided: sk-proj-abcdefghijklmnop1234. Bearer 0123456789abcdef0123456789abcdef!"),
        );
        assert_eq!(
            error.detail.as_deref(),
            Some("Incorrect API key provided: [key] Bearer [key]!")
        );
        let masked = "Incorrect API key provided: sk-ex*******mple.";
        assert_eq!(
            ModelError::new(ModelErrorCode::Auth)
                .said(None, Some(masked))
                .detail
                .as_deref(),
            Some(masked)
        );
        assert!(
            ModelError::new(ModelErrorCode::Auth)
                .said(None, Some(&"x ".repeat(9000)))
                .detail
                .unwrap()
                .len()
                <= 500
        );
    }
}
