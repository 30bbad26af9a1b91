"""The parts of RANO and iRANO: high-grade gliomas on MRI, with steroids, FLAIR and clinical state.

Lives here: what a scan shows (`enhancement`, `other_lesions`), what goes with it (`company`), the category of the day
(`categories`), how a response is sustained (`sustained`), how a patient is followed (`course`) and a
progression confirmed (`repeated`) after radiotherapy (`radiation`, RANO) or under immunotherapy (`immunotherapy`,
iRANO), and the words for all of it (`reasons`, `clauses`, `telling`).
"""
