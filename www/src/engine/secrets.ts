/** Parameters that servers take keys in, by the ends of their names. */
const NAMES = /(key|token|secret|passw(or)?d|pwd|auth|authorization|sig|signature|credentials?)$/i;
/** Beginnings of keys that vendors use. */
const VENDORS = /^(sk-|gsk_|xai-|hf_|ghp_|AIza|eyJ)/;
/** Long values without words. Not in a path: accounts are named so there. */
const LONG = /^(?=.*\d)[A-Za-z0-9+/=_]{24,}$/;

/** Where in an address there is a key, in words that do not repeat it; null if there is none. Addresses are stored, and keys never are. */
export function keyWithin(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { searchParams, hash, pathname } = new URL(address);
  const isKey = (value: string) => VENDORS.test(value) || LONG.test(value);
  const isSecret = ([name, value]: [string, string]) => value !== "" && (NAMES.test(name) || isKey(value));
  const parameter = [...searchParams].find(isSecret);
  if (parameter) return parameter[0];
  if (isKey(hash.slice(1)) || [...new URLSearchParams(hash.slice(1))].some(isSecret)) return "what follows #";
  return pathname.split("/").some(part => VENDORS.test(part)) ? "its path" : null;
}
