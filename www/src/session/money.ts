const LEAST = 0.0001;

/** US dollars: those are the prices that are known, and those that the settings ask for. */
export function money(amount: number): string {
  const dollars = (value: number, digits: number) => value.toLocaleString(undefined, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", minimumFractionDigits: 2, maximumFractionDigits: digits });
  if (amount > 0 && amount < LEAST) return `under ${dollars(LEAST, 4)}`;
  return dollars(amount, amount < 0.1 ? 4 : 2);
}
