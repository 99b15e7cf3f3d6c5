pub fn propose() {}
