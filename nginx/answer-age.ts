/** For how long after its second an answer still serves those who ask while the next one is being made. */
export const ANSWER_STALE_SECONDS = 5;
/** How old an answer may be, in a header for the inner server's own cache. */
export const ANSWER_AGE = `"max-age=1, stale-while-revalidate=${ANSWER_STALE_SECONDS}"`;
