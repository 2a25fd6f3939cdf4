// Generated from schemas/ by `npm run generate`. Do not edit.
declare const validate: (value: unknown) => boolean;
export { validate };
