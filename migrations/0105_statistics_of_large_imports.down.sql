drop function learn_growth();
