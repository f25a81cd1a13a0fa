/** Signs that turn the direction of whatever comes behind them, until another one ends that. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Words of others without signs that could turn what stands around them. Languages that are written to the left need none. */
export function plain(text: string): string {
  return text.replace(TURNING, "");
}

/** JSON that says the same, with these signs as `\\u202e`. */
export function escaped(json: string): string {
  return json.replace(TURNING, sign => `\\u${sign.charCodeAt(0).toString(16)}`);
}
