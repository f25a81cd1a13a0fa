/** What a refusal of a model server is about. The engine tells them apart in the same way (`core/src/model/refusal.rs`). */
export type Cause =
  | "key" | "right" | "barred" | "credit" | "day" | "rate" | "model" | "address" | "busy" | "broken" | "request"
  /** It answered, and ran into the limit that it was given */
  | "limit";

export interface Refusal {
  readonly status: number;
  readonly cause: Cause;
  /** The server's own sentence, as it came; empty if there is none */
  readonly said: string;
}

/** What a server said about an error, in any of the shapes that compatible servers use. */
interface Said { readonly words: readonly string[]; readonly message: string; readonly status: number | null; readonly isOfDay: boolean }

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const texts = (values: readonly unknown[]) => values.filter((value): value is string => typeof value === "string" && value !== "");
const entries = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The refusal that a response with an error status stands for, with as much of its body as was read. */
export function refusalOf(status: number, body: string): Refusal {
  const value = parsed(body);
  const said = readSaid(isObject(value) && "error" in value ? value.error : value);
  return { status, cause: causeOf(status, said), said: said.message };
}

/** The refusal in an answer that came as a good one, as gateways send it; null if there is none in it. */
export function refusalWithin(status: number, answer: unknown): Refusal | null {
  if (!isObject(answer) || !answer.error) return null;
  const said = readSaid(answer.error);
  return { status: said.status ?? status, cause: causeOf(said.status ?? 400, said), said: said.message };
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    // Some gateways wrap it in a list.
    return Array.isArray(value) ? value[0] : value;
  } catch {
    return undefined;
  }
}

function readSaid(error: unknown): Said {
  if (typeof error === "string") return { words: [], message: error, status: null, isOfDay: false };
  if (!isObject(error)) return { words: [], message: "", status: null, isOfDay: false };
  const details = entries(error.details);
  const closer = isObject(error.details) ? [error.details.error_code] : details.map(({ reason }) => reason);
  const status = Number(error.code ?? error.status_code);
  const faults = entries(error.detail).map(({ msg }) => msg);
  return {
    words: texts([...closer, error.code, error.type, error.status]),
    message: texts([error.message, error.detail, ...faults])[0] ?? "",
    status: status >= 400 && status < 600 ? status : null,
    isOfDay: details.flatMap(({ violations }) => entries(violations)).some(({ quotaId }) => typeof quotaId === "string" && quotaId.includes("PerDay")),
  };
}

const CREDIT = new Set([
  "insufficient_quota", "billing_error", "billing_hard_limit_reached", "billing_not_active", "insufficient_balance", "insufficient_credits", "payment_required", "credit_balance_exhausted",
  "organization_spend_limit_exceeded", "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "enforced_spend_limit_reached", "BILLING_DISABLED",
]);
const KEY = new Set(["invalid_api_key", "API_KEY_INVALID", "authentication_error", "UNAUTHENTICATED"]);

/** The words weigh more than the status: the same 400, 401 or 429 stands for very different things. */
function causeOf(status: number, { words, message, isOfDay }: Said): Cause {
  const says = (pattern: RegExp) => pattern.test(message);
  const isOne = (set: ReadonlySet<string>) => words.some(word => set.has(word));
  if (says(/credit balance is too low|insufficient (credit|balance)/i) || isOne(CREDIT)) return "credit";
  // Google says the same of a minute that is used up.
  if (says(/check your plan and billing/i) && !says(/retry in/i) && !words.some(word => word === "RESOURCE_EXHAUSTED" || word.includes("rate_limit"))) return "credit";
  if (says(/must be verified|location is not supported|region, or territory not supported|cors requests are not allowed/i)) return "barred";
  // A key without a right is a 401 with some.
  if (says(/insufficient permissions|missing scopes?\b/i)) return "right";
  if (isOne(KEY) || says(/(invalid|incorrect) api[ _-]?key|api[ _-]?key (is )?(not valid|invalid|expired|not found)/i)) return "key";
  if (words.includes("model_not_found")) return "model";
  if (status === 400 && says(/output limit was reached/i)) return "limit";
  switch (status) {
    case 401: return "key";
    case 402: return "credit";
    case 403: return "right";
    case 404: return says(/\bmodels?\b/i) ? "model" : "address";
    case 405: case 501: return "address";
    case 429: return isOfDay ? "day" : "rate";
    case 408: case 503: case 504: case 524: case 529: return "busy";
    default: return status >= 500 ? "broken" : "request";
  }
}
