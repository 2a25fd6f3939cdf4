/** The keys of the Time section whose value is the time variable. */
export const TIME_VARIABLE_KEYS = ['Time', 'DiscreteTime', 'ContinuousTime'] as const;
