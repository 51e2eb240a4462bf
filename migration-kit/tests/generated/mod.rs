//! Generated modules, as they are written.

mod g000;
mod g001;
mod g002;
mod g003;
mod g004;
mod g005;
mod g006;
mod g007;
mod g008;
mod g009;
mod g010;
mod g011;
mod g012;
mod g013;
mod g014;
mod g015;
mod g016;
mod g017;
mod g018;
mod g019;
mod g020;
mod g021;
mod g022;
mod g023;
mod g024;
mod g025;
mod g026;
mod g027;
mod g028;
mod g029;
mod g030;
mod g031;
mod g032;
mod g033;
mod g034;
mod g035;
mod g036;
mod g037;
mod g038;
mod g039;
mod g040;
mod g041;
mod g042;
mod g043;
mod g044;
mod g045;
mod g046;
mod g047;
mod g048;
mod g049;
mod g050;
mod g051;
mod g052;
mod g053;
mod g054;
mod g055;
mod g056;
mod g057;
mod g058;
mod g059;
mod g060;
mod g061;
mod g062;
mod g063;
mod g064;
mod g065;
mod g066;
mod g067;
mod g068;
mod g069;
mod g070;
mod g071;
mod g072;
mod g073;
mod g074;
mod g075;
mod g076;
mod g077;
mod g078;
mod g079;
mod g080;
mod g081;
mod g082;
mod g083;
mod g084;
mod g085;
mod g086;
mod g087;
mod g088;
mod g089;
mod g090;
mod g091;
mod g092;
mod g093;
mod g094;
mod g095;
mod g096;
mod g097;
mod g098;
mod g099;
mod g100;
mod g101;
mod g102;
mod g103;
mod g104;
mod g105;
mod g106;
mod g107;
mod g108;
mod g109;
mod g110;
mod g111;
mod g112;
mod g113;
mod g114;
mod g115;
mod g116;
mod g117;
mod g118;
mod g119;
mod g120;
mod g121;
mod g122;
mod g123;
mod g124;
mod g125;
mod g126;
mod g127;
mod g128;
mod g129;
mod g130;
mod g131;
mod g132;
mod g133;
mod g134;
mod g135;
mod g136;
mod g137;
mod g138;
mod g139;
mod g140;
mod g141;
mod g142;
mod g143;
mod g144;
mod g145;
mod g146;
mod g147;
mod g148;
mod g149;

use migration_kit::step::Step;

/// Every module, in the order of its number.
pub fn all() -> Vec<Box<dyn Step>> {
    vec![
        Box::new(g000::Migration),
        Box::new(g001::Migration),
        Box::new(g002::Migration),
        Box::new(g003::Migration),
        Box::new(g004::Migration),
        Box::new(g005::Migration),
        Box::new(g006::Migration),
        Box::new(g007::Migration),
        Box::new(g008::Migration),
        Box::new(g009::Migration),
        Box::new(g010::Migration),
        Box::new(g011::Migration),
        Box::new(g012::Migration),
        Box::new(g013::Migration),
        Box::new(g014::Migration),
        Box::new(g015::Migration),
        Box::new(g016::Migration),
        Box::new(g017::Migration),
        Box::new(g018::Migration),
        Box::new(g019::Migration),
        Box::new(g020::Migration),
        Box::new(g021::Migration),
        Box::new(g022::Migration),
        Box::new(g023::Migration),
        Box::new(g024::Migration),
        Box::new(g025::Migration),
        Box::new(g026::Migration),
        Box::new(g027::Migration),
        Box::new(g028::Migration),
        Box::new(g029::Migration),
        Box::new(g030::Migration),
        Box::new(g031::Migration),
        Box::new(g032::Migration),
        Box::new(g033::Migration),
        Box::new(g034::Migration),
        Box::new(g035::Migration),
        Box::new(g036::Migration),
        Box::new(g037::Migration),
        Box::new(g038::Migration),
        Box::new(g039::Migration),
        Box::new(g040::Migration),
        Box::new(g041::Migration),
        Box::new(g042::Migration),
        Box::new(g043::Migration),
        Box::new(g044::Migration),
        Box::new(g045::Migration),
        Box::new(g046::Migration),
        Box::new(g047::Migration),
        Box::new(g048::Migration),
        Box::new(g049::Migration),
        Box::new(g050::Migration),
        Box::new(g051::Migration),
        Box::new(g052::Migration),
        Box::new(g053::Migration),
        Box::new(g054::Migration),
        Box::new(g055::Migration),
        Box::new(g056::Migration),
        Box::new(g057::Migration),
        Box::new(g058::Migration),
        Box::new(g059::Migration),
        Box::new(g060::Migration),
        Box::new(g061::Migration),
        Box::new(g062::Migration),
        Box::new(g063::Migration),
        Box::new(g064::Migration),
        Box::new(g065::Migration),
        Box::new(g066::Migration),
        Box::new(g067::Migration),
        Box::new(g068::Migration),
        Box::new(g069::Migration),
        Box::new(g070::Migration),
        Box::new(g071::Migration),
        Box::new(g072::Migration),
        Box::new(g073::Migration),
        Box::new(g074::Migration),
        Box::new(g075::Migration),
        Box::new(g076::Migration),
        Box::new(g077::Migration),
        Box::new(g078::Migration),
        Box::new(g079::Migration),
        Box::new(g080::Migration),
        Box::new(g081::Migration),
        Box::new(g082::Migration),
        Box::new(g083::Migration),
        Box::new(g084::Migration),
        Box::new(g085::Migration),
        Box::new(g086::Migration),
        Box::new(g087::Migration),
        Box::new(g088::Migration),
        Box::new(g089::Migration),
        Box::new(g090::Migration),
        Box::new(g091::Migration),
        Box::new(g092::Migration),
        Box::new(g093::Migration),
        Box::new(g094::Migration),
        Box::new(g095::Migration),
        Box::new(g096::Migration),
        Box::new(g097::Migration),
        Box::new(g098::Migration),
        Box::new(g099::Migration),
        Box::new(g100::Migration),
        Box::new(g101::Migration),
        Box::new(g102::Migration),
        Box::new(g103::Migration),
        Box::new(g104::Migration),
        Box::new(g105::Migration),
        Box::new(g106::Migration),
        Box::new(g107::Migration),
        Box::new(g108::Migration),
        Box::new(g109::Migration),
        Box::new(g110::Migration),
        Box::new(g111::Migration),
        Box::new(g112::Migration),
        Box::new(g113::Migration),
        Box::new(g114::Migration),
        Box::new(g115::Migration),
        Box::new(g116::Migration),
        Box::new(g117::Migration),
        Box::new(g118::Migration),
        Box::new(g119::Migration),
        Box::new(g120::Migration),
        Box::new(g121::Migration),
        Box::new(g122::Migration),
        Box::new(g123::Migration),
        Box::new(g124::Migration),
        Box::new(g125::Migration),
        Box::new(g126::Migration),
        Box::new(g127::Migration),
        Box::new(g128::Migration),
        Box::new(g129::Migration),
        Box::new(g130::Migration),
        Box::new(g131::Migration),
        Box::new(g132::Migration),
        Box::new(g133::Migration),
        Box::new(g134::Migration),
        Box::new(g135::Migration),
        Box::new(g136::Migration),
        Box::new(g137::Migration),
        Box::new(g138::Migration),
        Box::new(g139::Migration),
        Box::new(g140::Migration),
        Box::new(g141::Migration),
        Box::new(g142::Migration),
        Box::new(g143::Migration),
        Box::new(g144::Migration),
        Box::new(g145::Migration),
        Box::new(g146::Migration),
        Box::new(g147::Migration),
        Box::new(g148::Migration),
        Box::new(g149::Migration),
    ]
}
