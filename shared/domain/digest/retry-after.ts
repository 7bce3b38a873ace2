/**
 * Seconds that the header `Retry-After` asks for, rounded up: a number of seconds, or a date (RFC 9110, 10.2.3).
 *
 * @param now milliseconds since 1970
 * @returns undefined where the header is missing or nonsense; 0 for a date that is over
 */
export const retryAfterSeconds = (header: string | undefined, now: number): number | undefined => {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // Only the date of HTTP: `Date.parse` alone would take "2" or "-5" for a year.
  if (!/^[A-Z][a-z]{2,8}, .+ GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1_000));
};
