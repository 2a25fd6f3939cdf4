/** Makes a process print at its end what it used; see `meter.mjs`. */
export const METER: string;
