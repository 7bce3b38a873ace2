/**
 * What may be an identifier in a text: runs of letters, digits and what ids are joined with. A colon may be part of an id
 * or stand before one, so both are given.
 */
export const tokensIn = (text: string): string[] => {
  const tokens = text.split(/[^\p{L}\p{N}_.:@-]+/u);
  return [...tokens, ...tokens.flatMap((token) => (token.includes(':') ? token.split(':') : []))];
};
