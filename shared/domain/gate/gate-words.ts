/** Findings of the gate as an operator reads them, in receipts and on the command line. */

/** 0.1234 -> 12 %, 0.0042 -> 0.4 %. */
export const percent = (share: number): string => {
  const value = share * 100;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} %`;
};

/** 12345 -> 12,345; the domain knows no locale. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** Two digits that count: 128.5 -> 130, 0.0234 -> 0.023. */
export const rough = (value: number): string => {
  const rounded = Number(value.toPrecision(2));
  return Number.isInteger(rounded) ? (rounded < 0 ? '-' : '') + grouped(Math.abs(rounded)) : String(rounded);
};

/** An index: two digits behind the point. */
export const index = (value: number): string => value.toFixed(2);
