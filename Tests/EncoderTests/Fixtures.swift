import TestSupport

/// `Tests/Fixtures/Encoder`.
let fixtures = Repository.fixture("Encoder")
