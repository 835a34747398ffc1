super::queries! {}
