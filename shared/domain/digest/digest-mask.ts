import { maskName, maskPhone } from '../mask.ts';

// Work carries name and number masked already. A digest leaves the house, so it trusts that only where it shows.

/** A name as a digest may show it: masked work passes, a bare name is masked. */
export const digestName = (name: string): string => (name.includes('*') ? name : maskName(name));

/** A number as a digest may show it: masked work passes, a bare number is masked. */
export const digestNumber = (number: string): string => (number.includes('*') ? number : maskPhone(number));
