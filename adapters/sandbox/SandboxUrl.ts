/** Base URL of the sandbox; the host does not exist. In a file of its own, because the client loads the simulated bookmaker. */
export const SANDBOX_URL = "http://sandbox.invalid/"
