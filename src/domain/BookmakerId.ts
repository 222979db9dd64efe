/** The bookmaker's name, as keys, documents and matched entries carry it. */
export const BOOKMAKER_ID = "BookieGamma"
