/** Sets a field of an object as its own; an assignment of `__proto__` would change the prototype. */
export function setField<T>(object: Record<string, T>, key: string, value: T): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}
