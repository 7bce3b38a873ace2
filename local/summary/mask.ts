/** A customer's id as the screen may show it: the first letter and the last three, so that staff recognise it. */
export const maskId = (id: string): string =>
  id.length <= 4 ? '*'.repeat(id.length) : `${id.slice(0, 1)}${'*'.repeat(Math.min(id.length - 4, 6))}${id.slice(-3)}`;
